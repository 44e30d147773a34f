/**
 * The word index on disk: loaded whole or not at all, and saved by any process that has a newer one. It decides nothing about contents.
 *
 *     $GIT_DIR/kairos/lexical.json       the head: the segments in use, and how all sources stood when they were made (in a plain folder: index/lexical/head.json)
 *     index/lexical/<digest>.rows.json   for each source its segment and stamp; not read where the sources stand as they did
 *     index/lexical/<digest>.segment     both named by content, so that two processes that save do not disturb each other: the last head wins
 *
 * What a segment says is shown as what the logs say. So the head lies where no branch and no archive reaches, and nothing counts that it does not name.
 */
import { byKey } from '../../base/order.js';
import { KairosError } from '../../base/errors.js';
import { sha256 } from '../../base/hash.js';
import { jsonFile } from '../../base/json.js';
import type { Problem } from '../../memory/entry.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { CHUNKER } from '../text/chunk.js';
import { RULES, WORD_RULES } from '../text/tokenize.js';
import { sampleHash } from '../text/word-sample.js';
import { parseSegment, SEGMENT_FORMAT, type Segment } from './segment.js';
import type { Replacement } from './superseded.js';

export interface FileRow {
  readonly hash: string;
  readonly problems: readonly Problem[];
  /** True if it changed so shortly before it was read that an equal stamp proves nothing. */
  readonly racy: boolean;
  /** 0: the base segment, 1: the later one. */
  readonly segment: number;
  readonly stamp: string;
}

interface Head {
  /** The version of the chunker that made the chunk keys. */
  readonly chunker: string;
  readonly format: number;
  readonly found: readonly Problem[];
  readonly listed: readonly Problem[];
  readonly rows: string;
  readonly segments: readonly string[];
  readonly stale: readonly string[];
  /** '' where it is not known how the sources stood. */
  readonly stand: string;
  /** Replaced id -> what replaced it. */
  readonly superseded: Readonly<Record<string, Replacement>>;
  /** The hash of what the process that made the segments cut a fixed text into. */
  readonly sample: string;
  /** How words are cut: `WORD_RULES` of the process that made the segments. */
  readonly words: string;
}

/** The head in memory, and the segments that it names. */
export interface Saved {
  /** @throws where they were removed or damaged meanwhile. */
  rows(): Promise<ReadonlyMap<string, FileRow>>;
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
  /** Sources in the base segment whose present state is not there. */
  readonly stale: ReadonlySet<string>;
  /** What reading the sources found, in their order. */
  readonly found: readonly Problem[];
  /** How all sources stood, and what listing them found. Left out where that is not known. */
  readonly under?: { readonly stand: string; readonly listed: readonly Problem[] };
  /** Replaced id -> what replaced it, sorted by id. */
  readonly superseded: ReadonlyMap<string, Replacement>;
}

/** Age from which unused segments are removed. A younger one may still be opened by a process that read the older head. */
const SWEEP_AFTER_MS = 60_000;
const NAME = /^[0-9a-f]{24}\.segment$/;
const ROWS = /^[0-9a-f]{24}\.rows\.json$/;

/** The saved index if it is whole and of this format, else undefined. Never throws. */
export async function loadSaved(world: Pick<World, 'files'>, ws: Workspace): Promise<Saved | undefined> {
  try {
    const text = await world.files.read(ws.lexicalHead);
    const head = text === undefined ? undefined : (JSON.parse(text) as Head);
    if (head?.format !== SEGMENT_FORMAT || head.chunker !== CHUNKER || !isCutAlike(head)) return undefined;
    if (!ROWS.test(head.rows) || head.segments.length > 2 || !head.segments.every((name) => NAME.test(name))) return undefined;
    const segments: Segment[] = [];
    for (const name of head.segments) {
      const bytes = await world.files.readBytes(`${ws.lexicalIndex}/${name}`);
      if (!bytes || sha256(bytes).slice(0, 24) !== name.slice(0, 24)) return undefined;
      const segment = parseSegment(bytes);
      if (!segment) return undefined;
      segments.push(segment);
    }
    return {
      rows: () => loadRows(world, ws, head.rows),
      names: head.segments,
      segments,
      stale: new Set(head.stale),
      found: head.found,
      ...(head.stand !== '' && { under: { stand: head.stand, listed: head.listed } }),
      superseded: new Map(Object.entries(head.superseded)),
    };
  } catch {
    // Unreadable or of another form: the index is derived and is made again.
    return undefined;
  }
}

/** Under the same rules and the same Unicode words are cut alike; under another Unicode the sample tells. */
function isCutAlike({ words, sample }: Head): boolean {
  return words === WORD_RULES || (words.startsWith(`${RULES} `) && sample === sampleHash());
}

async function loadRows(world: Pick<World, 'files'>, ws: Workspace, name: string): Promise<ReadonlyMap<string, FileRow>> {
  const text = (await world.files.read(`${ws.lexicalIndex}/${name}`)) ?? '';
  if (sha256(text).slice(0, 24) !== name.slice(0, 24)) throw new KairosError('damaged', `${name} is not what the index of words named`);
  return new Map(Object.entries(JSON.parse(text) as Record<string, FileRow>));
}

/** Saves the segments and rows, then the head. Never throws: a folder that cannot be written only costs time at the next reading. */
export async function save(world: Pick<World, 'files' | 'clock'>, ws: Workspace, saved: Saved): Promise<void> {
  const folder = ws.lexicalIndex;
  const { names, segments, superseded } = saved;
  try {
    // A question must not create `.kairos` in a repository without it.
    if ((await world.files.stat(ws.kairos)) === undefined) return;
    // Without `kairos init` nothing else keeps git from adding the index to a commit.
    await world.files.create(`${folder}/.gitignore`, '*\n');
    for (const [n, name] of names.entries()) {
      const { bytes } = segments[n] as Segment;
      if ((await world.files.stat(`${folder}/${name}`))?.sizeBytes !== bytes.length) await world.files.write(`${folder}/${name}`, bytes);
    }
    const text = jsonFile(Object.fromEntries([...(await saved.rows())].sort(byKey)));
    const rows = `${sha256(text).slice(0, 24)}.rows.json`;
    if ((await world.files.stat(`${folder}/${rows}`)) === undefined) await world.files.write(`${folder}/${rows}`, text);
    const head: Head = {
      chunker: CHUNKER,
      format: SEGMENT_FORMAT,
      found: saved.found,
      listed: saved.under?.listed ?? [],
      rows,
      sample: sampleHash(),
      segments: names,
      stale: [...saved.stale].toSorted(),
      stand: saved.under?.stand ?? '',
      superseded: Object.fromEntries(superseded),
      words: WORD_RULES,
    };
    await world.files.write(ws.lexicalHead, jsonFile(head));
    for (const { name } of await world.files.list(folder)) {
      if (!(NAME.test(name) || ROWS.test(name)) || names.includes(name) || name === rows) continue;
      const stat = await world.files.stat(`${folder}/${name}`);
      if (stat && stat.mtimeMs + SWEEP_AFTER_MS < world.clock.now()) await world.files.remove(`${folder}/${name}`);
    }
  } catch {
    // Read-only or full disk: recall works without a saved index.
  }
}
