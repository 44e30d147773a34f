/** Text of a branch that a reader does not see: invisible characters, and what Markdown does not show. And secrets, which everybody would see. */
import { belowKairos, dreamOfPath } from '../base/memory-paths.js';
import { harmless, invisibleIn } from '../base/harmless-text.js';
import { plural } from '../base/plural.js';
import { isBlockLine } from '../memory/memory-block.js';
import { INDEX_END, INDEX_START } from '../memory/memory-block.js';
import { replaceSecrets } from '../observe/secrets.js';
import { changedPaths, newLines, type Compared, type Finding } from './finding.js';

type Texts = Pick<Compared, 'known' | 'after'>;

/** Hidden text in lines that the branch adds. Pure. */
export function hiddenFindings(texts: Texts): Finding[] {
  return changedPaths(texts).flatMap((path) =>
    newLines(texts, path).flatMap(({ text, line }): Finding[] => {
      const what = hiddenIn(text, path);
      if (what === undefined) return [];
      return [
        { check: 'hidden text', subject: `${belowKairos(path)}:${line}`, message: what, path, line, hint: 'take it out of the branch' },
      ];
    }),
  );
}

function hiddenIn(text: string, path: string): string | undefined {
  const invisible = invisibleIn(text);
  if (invisible > 0) return `holds ${plural(invisible, 'character')} that nobody sees`;
  if (harmless(text) !== text) return 'holds control characters';
  // A report quotes what others wrote, in fences where all of it shows.
  if (dreamOfPath(path) !== undefined) return undefined;
  const shown = text.replace(/(`+)(?:(?!\1)[^])*\1/g, '');
  if (/<!--/.test(shown) && !isOwnComment(text)) return 'holds a comment, which is not shown where Markdown is';
  return /^ {0,3}\[[^\]]+\]:\s/.test(shown) ? 'is the target of a link, which is not shown where Markdown is' : undefined;
}

function isOwnComment(line: string): boolean {
  const text = line.trim();
  return text === INDEX_START || text === INDEX_END || (/^<!--[^]*-->$/.test(text) && isBlockLine(text));
}

/** Secrets in lines that the branch adds. The finding names the rule and the place, never the secret. */
export async function secretFindings(texts: Texts): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of changedPaths(texts)) {
    const lines = newLines(texts, path);
    const { found } = await replaceSecrets(lines.map(({ text }) => text).join('\n'));
    if (found.length === 0) continue;
    const places: { readonly line: number; readonly names: readonly string[] }[] = [];
    for (const { text, line } of lines) {
      const names = (await replaceSecrets(text)).found;
      if (names.length > 0) places.push({ line, names });
    }
    // A secret over several lines is found in all of them together.
    if (places.length === 0) places.push({ line: lines[0]?.line ?? 1, names: found });
    for (const { line, names } of places)
      findings.push({
        check: 'secrets',
        subject: `${belowKairos(path)}:${line}`,
        message: `holds a secret (${[...new Set(names)].join(', ')})`,
        path,
        line,
        hint: 'revoke it, then take it out of the branch and of its history',
      });
  }
  return findings;
}
