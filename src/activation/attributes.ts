/**
 * Whether attributes of git may rewrite long-term memory on checkout, read off the files that set them (gitattributes(5)). It writes nothing, and
 * what it does not read (the user's own file, the system's) counts less than the file that kairos keeps.
 */
import { globTest } from '../base/glob.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** Attributes that change bytes on checkout: another encoding, a filter (`*.md filter=lfs`), expanded keywords. Line ends stay the user's choice. */
const REWRITING = ['working-tree-encoding', 'filter', 'ident'] as const;

/** What `.kairos/.gitattributes` holds: the file that lies nearest counts. */
export const ATTRIBUTES = `* ${REWRITING.map((name) => `-${name}`).join(' ')}\n`;

export interface Rewriting {
  /** The attribute as it is written: `filter=lfs`. */
  readonly attribute: string;
  /** The absolute path of the file that sets it, and the line, from 1. */
  readonly path: string;
  readonly line: number;
}

export interface Attributes {
  /** The lines that rewrite some file of the memory, each once. */
  readonly rewriting: readonly Rewriting[];
  /** True if nothing keeps such an attribute of a folder above from files of the memory. */
  readonly isOpen: boolean;
}

/** What the attributes of this work tree do to topics, reports and MEMORY.md. Nothing outside of git. */
export async function memoryAttributes({ files }: Pick<World, 'files'>, ws: Workspace): Promise<Attributes> {
  if (!ws.hasGit) return { rewriting: [], isOpen: false };
  const topics = (await files.list(ws.topics)).flatMap(({ name }) => (name.endsWith('.md') ? [`${ws.topics}/${name}`] : []));
  const memory = [ws.memoryIndex, `${ws.dreams}/2026-11-20-a.md`, `${ws.topics}/a.md`, ...topics];
  // A later file counts more than one before it.
  const sources = [ws.root, ws.kairos, ws.topics, ws.dreams].map((folder) => ({ folder, path: `${folder}/.gitattributes` }));
  sources.push({ folder: ws.root, path: `${ws.commonDir}/info/attributes` });
  const rules: Rule[] = [];
  for (const { folder, path } of sources) rules.push(...rulesIn((await files.read(path)) ?? '', folder, path));

  const rewriting = new Map<string, Rewriting>();
  let isOpen = false;
  for (const file of memory) {
    for (const name of REWRITING) {
      const last = rules.findLast((rule) => rule.name === name && rule.covers(file));
      if (last?.is === 'set')
        rewriting.set(`${last.path}:${last.line} ${name}`, { attribute: last.written, path: last.path, line: last.line });
      isOpen ||= last === undefined || last.is === 'unspecified';
    }
  }
  return { rewriting: [...rewriting.values()], isOpen };
}

interface Rule {
  readonly name: string;
  readonly is: 'set' | 'unset' | 'unspecified';
  readonly written: string;
  readonly path: string;
  readonly line: number;
  readonly covers: (path: string) => boolean;
}

function rulesIn(text: string, folder: string, path: string): Rule[] {
  return text.split('\n').flatMap((content, at) => {
    const [pattern = '', ...attributes] = content.trim().split(/[ \t\r]+/);
    // A pattern of folders alone covers no file, and macros are no rules.
    if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('[') || pattern.endsWith('/')) return [];
    const matches = globTest(pattern.replace(/^\//, ''));
    const isName = !pattern.includes('/');
    const covers = (file: string): boolean =>
      file.startsWith(`${folder}/`) && matches(isName ? file.slice(file.lastIndexOf('/') + 1) : file.slice(folder.length + 1));
    return attributes.map((written) => {
      const is = written.startsWith('-') ? 'unset' : written.startsWith('!') ? 'unspecified' : 'set';
      return { name: written.replace(/^[-!]/, '').replace(/=.*$/, ''), is, written, path, line: at + 1, covers };
    });
  });
}
