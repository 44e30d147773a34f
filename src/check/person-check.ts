/** What a person protected or wrote themselves, and a branch changed: a topic or a claim that says `protected: true`, and all text but the bullets with an id. Pure. */
import { belowKairos, MEMORY, slugOf } from '../base/memory-paths.js';
import type { MemoryFiles } from '../dream/tree/memory-files.js';
import { personsText } from '../memory/memory-index.js';
import { isProtectedTopic, readFrontMatter } from '../memory/topic-layout.js';
import { parseTopic } from '../memory/topic.js';
import type { Compared, Finding } from './finding.js';

/** The findings. What is protected is said by the base, never by the branch. */
export function personFindings({ known, after }: Pick<Compared, 'known' | 'after'>): Finding[] {
  const paths = new Set(known.flatMap((files) => [...files.keys()]));
  return [...paths].toSorted().flatMap((path) => {
    if (path !== MEMORY.index && slugOf(path) === undefined) return [];
    const found = findingOf(path, known, after.get(path)) ?? [];
    return [found, path === MEMORY.index ? [] : claimFindings(path, known, after.get(path))].flat();
  });
}

/** The claims that some known state protects, and that the branch has as no known state has them. */
function claimFindings(path: string, known: readonly MemoryFiles[], now = ''): Finding[] {
  const texts = known.flatMap((files) => files.get(path) ?? []);
  if (texts.includes(now) || !texts.some((text) => /protected:/i.test(text)) || texts.some(isProtectedTopic)) return [];
  const stood = texts.map((text) => sourcesIn(path, text));
  const is = sourcesIn(path, now);
  const ids = new Set(stood.flatMap((one) => [...one].flatMap(([id, { isProtected }]) => (isProtected ? [id] : []))));
  return [...ids].flatMap((id): Finding[] => {
    const found = is.get(id);
    if (stood.some((one) => one.get(id)?.source === found?.source)) return [];
    const message = `is a protected claim, and the branch ${found ? 'changes it' : 'takes it out'}`;
    const hint = 'leave it as it is, or take "protected: true" away below it on the base first';
    return [{ check: 'protected', subject: `^${id}`, message, path, ...(found && { line: found.line }), hint }];
  });
}

function sourcesIn(path: string, text: string): Map<string, { source: string; isProtected: boolean; line: number }> {
  return new Map(
    parseTopic(text, belowKairos(path)).topic.bullets.map(({ id, address, start, end, line, isProtected = false }) => [
      id ?? address,
      { source: text.slice(start, end).trimEnd(), isProtected, line },
    ]),
  );
}

function findingOf(path: string, known: readonly MemoryFiles[], now: string | undefined): Finding | undefined {
  const texts = known.map((files) => files.get(path));
  if (texts.includes(now)) return undefined;
  const stood = texts.filter((text) => text !== undefined);
  const found = { check: 'protected', subject: belowKairos(path), path } as const;
  if (path !== MEMORY.index && stood.some(isProtectedTopic))
    return {
      ...found,
      message: 'is a protected topic, and the branch changes it',
      hint: 'leave it as it is, or take "protected: true" out of it on the base first',
    };
  // A topic that is gone took front matter and title with it, which dreams write, too.
  if (now === undefined && stood.every((text) => bareOf(path, text) === '')) return undefined;
  const own = (text: string): string => (path === MEMORY.index ? plain(personsText(text)) : ownText(path, text));
  const is = own(now ?? '');
  if (stood.map(own).includes(is)) return undefined;
  const line = now === undefined ? undefined : firstChange(now, stood.map(own).join('\n'), is);
  const hint = 'what a person wrote is changed by a person, on the base: commit it there';
  return { ...found, message: "changes a person's own text", ...(line !== undefined && { line }), hint };
}

/** All of a topic but its bullets with an id, without empty lines: these move when a bullet is added. */
function ownText(path: string, text: string): string {
  const { bullets } = parseTopic(text, belowKairos(path)).topic;
  let [own, at] = ['', 0];
  for (const { id, start, end } of bullets) {
    if (id === undefined) continue;
    own += text.slice(at, start);
    at = end;
  }
  return plain(own + text.slice(at));
}

/** A person's text without front matter and title. */
function bareOf(path: string, text: string): string {
  if (path === MEMORY.index) return plain(personsText(text));
  const body = text.slice(readFrontMatter(text).end);
  return ownText(path, body).replace(/^# .*\n?/, '');
}

function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

/** The line in the file of the first line of a person's text that did not stand before. */
function firstChange(file: string, before: string, own: string): number | undefined {
  const stood = new Set(before.split('\n'));
  const changed = own.split('\n').find((line) => !stood.has(line));
  const at = changed === undefined ? -1 : file.split('\n').findIndex((line) => line.trimEnd() === changed);
  return at === -1 ? undefined : at + 1;
}
