/**
 * The word index on disk: loaded whole or not at all, and saved by any process that has a newer one. It decides nothing about contents.
 *
 *     $GIT_DIR/kairos/lexical.json       the head: the segments in use, and for each source its segment and stamp (in a plain folder: index/lexical/head.json)
 *     index/lexical/<digest>.segment     named by content, so that two processes that save do not disturb each other: the last head wins
 *
 * What a segment says is shown as what the logs say. So the head lies where no branch and no archive reaches, and no segment counts that it does not name.
 */
import { byKey } from '../../base/order.js';
import { sha256 } from '../../base/hash.js';
import { jsonFile } from '../../base/json.js';
import type { Problem } from '../../memory/entry.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { CHUNKER } from '../text/chunk.js';
import { wordsDigest } from '../text/tokenize.js';
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
  readonly files: Readonly<Record<string, FileRow>>;
  readonly format: number;
  readonly segments: readonly string[];
  /** Replaced id -> what replaced it. */
  readonly superseded: Readonly<Record<string, Replacement>>;
  /** How words are cut: `wordsDigest` of the process that made the segments. */
  readonly words: string;
}

/** The head in memory, and the segments that it names. */
export interface Saved {
  readonly rows: ReadonlyMap<string, FileRow>;
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
  /** Replaced id -> what replaced it, sorted by id. */
  readonly superseded: ReadonlyMap<string, Replacement>;
}

/** Age from which unused segments are removed. A younger one may still be opened by a process that read the older head. */
const SWEEP_AFTER_MS = 60_000;
const NAME = /^[0-9a-f]{24}\.segment$/;

/** The saved index if it is whole and of this format, else undefined. Never throws. */
export async function loadSaved(world: Pick<World, 'files'>, ws: Workspace): Promise<Saved | undefined> {
  try {
    const text = await world.files.read(ws.lexicalHead);
    const head = text === undefined ? undefined : (JSON.parse(text) as Head);
    if (head?.format !== SEGMENT_FORMAT || head.chunker !== CHUNKER || head.words !== wordsDigest()) return undefined;
    if (head.segments.length > 2 || !head.segments.every((name) => NAME.test(name))) return undefined;
    const segments: Segment[] = [];
    for (const name of head.segments) {
      const bytes = await world.files.readBytes(`${ws.lexicalIndex}/${name}`);
      if (!bytes || sha256(bytes).slice(0, 24) !== name.slice(0, 24)) return undefined;
      const segment = parseSegment(bytes);
      if (!segment) return undefined;
      segments.push(segment);
    }
    return {
      rows: new Map(Object.entries(head.files)),
      names: head.segments,
      segments,
      superseded: new Map(Object.entries(head.superseded)),
    };
  } catch {
    // Unreadable or of another form: the index is derived and is made again.
    return undefined;
  }
}

/** Saves the segments, then the head. Never throws: a folder that cannot be written only costs time at the next reading. */
export async function save(world: Pick<World, 'files' | 'clock'>, ws: Workspace, saved: Saved): Promise<void> {
  const folder = ws.lexicalIndex;
  const { rows, names, segments, superseded } = saved;
  try {
    // A question must not create `.kairos` in a repository without it.
    if ((await world.files.stat(ws.kairos)) === undefined) return;
    // Without `kairos init` nothing else keeps git from adding the index to a commit.
    await world.files.create(`${folder}/.gitignore`, '*\n');
    for (const [n, name] of names.entries()) {
      const { bytes } = segments[n] as Segment;
      if ((await world.files.stat(`${folder}/${name}`))?.sizeBytes !== bytes.length) await world.files.write(`${folder}/${name}`, bytes);
    }
    const files = Object.fromEntries([...rows].sort(byKey));
    const head: Head = {
      chunker: CHUNKER,
      files,
      format: SEGMENT_FORMAT,
      segments: names,
      superseded: Object.fromEntries(superseded),
      words: wordsDigest(),
    };
    await world.files.write(ws.lexicalHead, jsonFile(head));
    for (const { name } of await world.files.list(folder)) {
      if (!NAME.test(name) || names.includes(name)) continue;
      const stat = await world.files.stat(`${folder}/${name}`);
      if (stat && stat.mtimeMs + SWEEP_AFTER_MS < world.clock.now()) await world.files.remove(`${folder}/${name}`);
    }
  } catch {
    // Read-only or full disk: recall works without a saved index.
  }
}
