/**
 * The `relates:` lines of a topic, which name related topics; a person wrote or approved them. Pure; it only reads and merges them, and never
 * decides that two topics are related.
 *
 *     relates: redis, ci-hosts
 */
import { isMarkedId } from '../base/ids.js';
import { isTopicSlug } from '../base/workspace.js';
import { replaceReferences } from './references.js';

const LINE = /^[ \t]*relates:(?:[ \t]|$)/i;
const LINK = /!?\[[^\][]*\]\(([^()\s]*)\)/g;
const WIKI = /\[\[([^\][|]*)(?:\|[^\][]*)?\]\]/g;

/** True for a line that begins with `relates:`, indented or not. */
export function isRelatesLine(line: string): boolean {
  return LINE.test(line);
}

/** The names in the `relates:` lines of a text; [] if no line begins so. */
export function relatesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => (isRelatesLine(line) ? namesIn(line.replace(/^[ \t]*relates:/i, '')) : []));
}

/**
 * Reads names: topics as slugs, entries and claims as `^id`, in their order. Accepts `redis, ci-hosts`, `[redis, ci]`, links to `topics/redis.md`,
 * `[[redis]]`, `(^k9x0aa1b2c)`; a title becomes the slug made of it. Text that can be no name is ignored.
 */
export function namesIn(said: unknown): string[] {
  if (Array.isArray(said)) return said.flatMap(namesIn);
  if (typeof said !== 'string' && typeof said !== 'number') return [];
  const parts = replaceReferences(String(said).replace(LINK, ',$1,').replace(WIKI, ',$1,'), (id) => `,^${id},`).split(/[,;]/);
  return parts.flatMap((part) => {
    const word = part.replace(/^[\s['"`*_]+|[\s\]'"`*_.]+$/g, '');
    if (isMarkedId(word)) return [word];
    const slug = word
      .replace(/^(?:\.{1,2}\/)*(?:\.kairos\/)?(?:topics\/)?/, '')
      .replace(/\.md$/, '')
      .toLowerCase()
      .replace(/\s+/g, '-');
    return isTopicSlug(slug) ? [slug] : [];
  });
}

/** The names sorted, each once, without the topic itself. */
export function tidy(names: Iterable<string>, self: string): string[] {
  return [...new Set(names)].filter((name) => name !== self).toSorted();
}

/** Three-way merge of names: all that either side added, without those that either side removed. */
export function mergedRelates(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  const gone = base.filter((name) => !ours.includes(name) || !theirs.includes(name));
  return [...new Set([...ours, ...theirs])].filter((name) => !gone.includes(name)).toSorted();
}

/** The names in the form for a `relates:` line. */
export function relatesText(names: readonly string[]): string {
  return names.map((name) => (name.startsWith('^') ? `(${name})` : name)).join(', ');
}
