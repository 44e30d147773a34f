/** Rules that stand in a file for agents, and the lines of an agent's own index: one memory each, with the headings that it stands under. Pure. */
import type { FileText, ImportUnit, Unread } from './imported-file.js';
import { partsOf } from './markdown-parts.js';

/** A line that only names another file: `@docs/style.md`, `[Testing](testing.md) - how the tests run`. */
const ONLY_A_FILE = /^(?:@\S+|\[[^\]]*\]\([^)\s]*\.md\)(?:\s*(?:—|–|-|:).*)?|[\w./-]+\.md)$/s;

/** @returns why the text was too much to be read. */
export function rulesIn({ body }: Pick<FileText, 'body'>): ImportUnit[] | Unread {
  const { parts, failed } = partsOf(body);
  if (failed !== undefined) return { why: failed };
  const units: { text: string; section?: string }[] = [];
  for (const { kind, text, trail } of parts) {
    const section = trail.join(' > ');
    const last = units.at(-1);
    // A command stands below the sentence that it belongs to.
    if (kind === 'code' && last && (last.section ?? '') === section) {
      last.text += `\n\n${text}`;
      continue;
    }
    if (text === '' || ONLY_A_FILE.test(text)) continue;
    units.push({ text, ...(section !== '' && { section }) });
  }
  return units.length === 0 && parts.length > 0 ? { why: 'only names other files', isWhole: true } : units;
}
