/**
 * The lines below a bullet that tie it to the tree: `slot: node` names the fact that it tells, `about: src/pipe/tcp.js@3f2a91c04d11` a file and the blob in which
 * the claim was seen. `protected: true` keeps dreams from the bullet. Pure. Readers that do not know them take them for further text of the bullet.
 */

/** A file, and the first twelve digits of its blob. */
export interface About {
  /** From the repository's root. */
  readonly path: string;
  readonly blob: string;
}

const SLOT = /^[ \t]*slot:[ \t]+([a-z0-9][a-z0-9 -]{0,39}?)[ \t]*$/i;
const ABOUT = /^[ \t]*about:[ \t]+(\S.*)@([0-9a-f]{12})[ \t]*$/;

const PROTECTED = /^[ \t]*protected:[ \t]+true[ \t]*$/i;

/** True for the line with which a person keeps dreams from a claim. @param raw with or without its newline. */
export function isProtectedLine(raw: string): boolean {
  return PROTECTED.test(raw.trimEnd());
}

/** True for a line of either kind of those that dreams write. @param raw with or without its newline. */
export function isAnchorLine(raw: string): boolean {
  const line = raw.trimEnd();
  return SLOT.test(line) || ABOUT.test(line);
}

/** The name of a slot, in small letters, from its line; undefined for any other line. */
export function slotIn(raw: string): string | undefined {
  return SLOT.exec(raw.trimEnd())?.[1]?.toLowerCase();
}

/** What a line is about; [] for any other line. */
export function aboutIn(raw: string): About[] {
  const [, path, blob] = ABOUT.exec(raw.trimEnd()) ?? [];
  return path === undefined || blob === undefined ? [] : [{ path, blob }];
}

/** The line, without indentation and newline. */
export function aboutText({ path, blob }: About): string {
  return `about: ${path}@${blob}`;
}

/** True for a path that such a line can hold on one line. */
export function isAnchorable(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return !/[\u0000-\u001f\u007f]/.test(path) && path === path.trim() && path.length <= 400;
}
