/**
 * Reads one transcript of Claude Code from where it was read last: turns become entries without secrets, and the gist of the session goes on. It writes entries and
 * the transcript's record, and nothing else.
 */
import { isSessionName } from '../base/ids.js';
import type { Workspace } from '../base/workspace.js';
import { HOUR_MS } from '../dates/units.js';
import type { Entry, EntryDraft } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { cutLines } from '../observe/message.js';
import { replaceSecrets } from '../observe/secrets.js';
import { writeDrafts } from '../observe/write.js';
import type { World } from '../world/world.js';
import { afterSummary, callOf, emptyGist, isTelling, withTurn, type Gist } from './gist.js';
import { linesFrom } from './lines-from.js';
import { readRecord, writeRecord, type TranscriptRecord } from './record.js';
import { endDraft, failureDraft, FAILURES_MOST, isStatement, promptDraft, startDraft } from './session-entries.js';
import { summaryText } from './summary.js';
import { readTranscriptLine, type LineHead, type Turn } from './transcript-line.js';
import { isInside, type TranscriptFile } from './transcript-places.js';

/** Drafts, or bytes, after which what was read is written and remembered. */
const PORTION_DRAFTS = 500;
const PORTION_BYTES = 8 << 20;
/** A prompt may be a whole pasted file. */
const PROMPT_BYTES = 2_000;
/** A session of which nothing was heard for so long has ended, though nobody said so. */
export const SILENT_MS = 6 * HOUR_MS;

export interface ObservedSessions {
  readonly written: Entry[];
  secretsReplaced: number;
}

export interface Place {
  readonly world: Pick<World, 'clock' | 'files' | 'random'>;
  readonly ws: Workspace;
  readonly view: LogView;
  /** Of all work trees of the clone. */
  readonly roots: readonly string[];
  readonly file: TranscriptFile;
}

/** One transcript while it is read. */
export class TranscriptReading {
  private readonly at: Place;
  private readonly observed: ObservedSessions;
  private record: TranscriptRecord;
  private drafts: EntryDraft[] = [];
  private dirty = false;

  /** @param observed what is written is added here. */
  constructor(at: Place, observed: ObservedSessions) {
    this.at = at;
    this.observed = observed;
    const { name, stat } = at.file;
    this.record = { name, offset: 0, inode: stat.inode, isOurs: undefined, closedAt: undefined, gist: undefined };
  }

  get gist(): Gist | undefined {
    return this.record.gist;
  }

  /** @returns how many bytes were read. */
  async read(bytesMost: number, signal?: AbortSignal): Promise<number> {
    const { file, world } = this.at;
    const known = await readRecord(world, this.at.ws, file.name);
    // A shorter file, or another one of this name, is read anew: what it repeats adds nothing.
    if (known && known.inode === file.stat.inode && known.offset <= file.stat.sizeBytes) this.record = known;
    else this.dirty = true;
    if (this.record.isOurs === false) return 0;
    const begin = this.record.offset;
    let saved = begin;
    for await (const { text, endsAt } of linesFrom(world, file.path, begin)) {
      if (text !== '') await this.take(text);
      if (this.record.isOurs === false) break;
      this.record = { ...this.record, offset: endsAt };
      this.dirty = true;
      const isEnough = endsAt - begin >= bytesMost;
      if (!isEnough && this.drafts.length < PORTION_DRAFTS && endsAt - saved < PORTION_BYTES) continue;
      await this.save();
      saved = endsAt;
      if (isEnough) break;
      await world.clock.sleep(0);
      if (signal?.aborted === true) break;
    }
    await this.save();
    return this.record.offset - begin;
  }

  async closeIfSilent(): Promise<void> {
    const { gist, closedAt, offset } = this.record;
    if (!gist || closedAt === offset || this.at.world.clock.now() - gist.lastAtMs < SILENT_MS) return;
    await this.summarise(true);
  }

  async summarise(ends: boolean): Promise<void> {
    const { gist, offset, closedAt } = this.record;
    if (!gist || gist.by === 'model' || (ends && closedAt === offset)) return;
    if (isTelling(gist)) {
      const text = summaryText(gist, { name: this.at.file.name, to: offset }, (path) => this.shown(path));
      this.drafts.push({ kind: 'summary', atMs: gist.lastAtMs, text, key: `${gist.session} ${gist.from}` });
    }
    if (ends && gist.inputs > 0) this.drafts.push(endDraft(gist.session, gist.lastAtMs, gist.inputs));
    this.record = { ...this.record, gist: afterSummary(gist, offset), closedAt: ends ? offset : closedAt };
    this.dirty = true;
    await this.save();
  }

  /** Entries first: after a crash between the two, the same lines are read again, and the entries are known by their ids. */
  private async save(): Promise<void> {
    if (!this.dirty) return;
    const { written, secrets } = await writeDrafts(this.at.world, this.at.ws, this.at.view, this.drafts);
    this.observed.written.push(...written);
    this.observed.secretsReplaced += secrets;
    this.drafts = [];
    await writeRecord(this.at.world, this.at.ws, this.record);
    this.dirty = false;
  }

  private async take(text: string): Promise<void> {
    const line = readTranscriptLine(text);
    if (!line || !isSessionName(line.head.session)) return;
    const { head, turns } = line;
    if (this.record.isOurs === undefined && head.cwd !== undefined) {
      const isOurs = await isInside(this.at.world, head.cwd, this.at.roots);
      this.record = { ...this.record, isOurs };
      this.dirty = true;
    }
    if (this.record.isOurs !== true || turns.length === 0) return;
    const gist = this.record.gist ?? emptyGist(head, await this.speaker(head), this.record.offset);
    let now: Gist = head.session === gist.session ? gist : { ...gist, session: head.session };
    for (const turn of turns) now = await this.follow(now, head, await this.clean(turn));
    this.record = { ...this.record, gist: now };
  }

  /** Who gives the prompts: in a session of our own worker, as in one of a sub-agent, a model. */
  private async speaker({ session, isSidechain }: LineHead): Promise<'person' | 'model'> {
    if (isSidechain || this.at.file.name.includes('/subagents/')) return 'model';
    return (await this.at.world.files.stat(`${this.at.ws.ownSessions}/${session}`)) ? 'model' : 'person';
  }

  private async follow(gist: Gist, head: LineHead, turn: Turn): Promise<Gist> {
    const { session, atMs } = head;
    if (turn.is === 'said' && turn.by === 'person') {
      const by = head.isSidechain ? 'model' : gist.by;
      if (by === 'person' && gist.inputs === 0) this.drafts.push(startDraft(session, atMs));
      if (isStatement(turn.text))
        this.drafts.push(promptDraft({ session, by, uuid: turn.uuid, atMs, text: cutLines(turn.text, PROMPT_BYTES) }));
      // In older transcripts sub-agents speak between the lines of the session that called them.
      if (by !== gist.by) return gist;
    }
    const next = withTurn(gist, head, turn);
    if (turn.is === 'answered' && turn.failed && next.failures > gist.failures && next.failures <= FAILURES_MOST) {
      const call = callOf(gist, turn.use);
      const failed = next.failing.find(({ tool, what }) => tool === call?.tool && what === call.what);
      if (failed) this.drafts.push(failureDraft(session, turn.use, atMs, { ...failed, said: turn.text }));
    }
    return next;
  }

  /** The turn without secrets. Cutting comes later: half a secret would not be recognised. */
  private async clean(turn: Turn): Promise<Turn> {
    switch (turn.is) {
      case 'said':
        return turn.by === 'model' ? { ...turn, text: '' } : { ...turn, text: await this.replaced(turn.text) };
      case 'called':
        return { ...turn, what: await this.replaced(turn.what) };
      case 'answered':
        return turn.failed ? { ...turn, text: await this.replaced(turn.text) } : turn;
      case 'tasks':
        return { ...turn, open: await Promise.all(turn.open.map(async (task) => this.replaced(task))) };
    }
  }

  private async replaced(text: string): Promise<string> {
    const { text: clean, found } = await replaceSecrets(text);
    this.observed.secretsReplaced += found.length;
    return clean;
  }

  /** A path from the root of its work tree; undefined for one outside of all. */
  private shown(path: string): string | undefined {
    if (!path.startsWith('/')) return path;
    const root = this.at.roots.filter((one) => path.startsWith(`${one}/`)).toSorted((a, b) => b.length - a.length)[0];
    return root === undefined ? undefined : path.slice(root.length + 1);
  }
}
