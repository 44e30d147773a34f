/** The steps in which a person asks something of kairos, each as the command of that name does it, in a process of its own; and those of the daemon. */
import { pause, resume } from '../../activation/pause.js';
import { trust, untrust } from '../../activation/trust.js';
import { bareId } from '../../base/ids.js';
import { KairosError } from '../../base/errors.js';
import { MINUTE_MS } from '../../dates/units.js';
import { askedTimes } from '../../desk/asked-times.js';
import { ask, recordAnswer } from '../../desk/ask.js';
import { dreamInChild } from '../../desk/dream.js';
import { embedAll } from '../../desk/embed.js';
import { forget, forgettable } from '../../desk/forget.js';
import { keepJournal } from '../../desk/keep-journal.js';
import { diskLookup } from '../../desk/lookup.js';
import { writeNote } from '../../desk/note.js';
import { observeNow, observePast } from '../../desk/observe.js';
import { questionFrom } from '../../desk/question.js';
import { reinforce } from '../../desk/reinforce.js';
import { decideOn, openReview, reopenClaims, type Review } from '../../desk/review.js';
import { endSession, startSession } from '../../desk/session.js';
import { addTask, approveTask, removeTask } from '../../desk/tasks.js';
import { tellDaemon } from '../../desk/tell.js';
import { undo } from '../../desk/undo.js';
import { claimOf } from '../../dream/report/candidate.js';
import type { Happened } from './happened.js';
import type { Step, StepOf } from './scenario.js';
import { command, startDaemon, stopDaemon, type Kept, type Place, type Stage } from './stage.js';

type Acts = { readonly [V in Step['verb']]?: (stage: Stage, place: Place, args: StepOf<V>['args'], happened: Happened) => Promise<void> };

const NEEDS = { git: true, kairos: true } as const;
/** How long a daemon may take until the tick that was asked for is over, in milliseconds of its clock. */
const TICK_MS = 30 * MINUTE_MS;

export const KAIROS_STEPS = {
  note: async (stage, place, text, happened) => {
    await command(stage, place, { ...NEEDS, evenStashed: true }, async (kept) => {
      const { entry } = await writeNote(kept.world, kept.ws, kept.view, { text, actor: 'user' });
      // The command has said so by now, whatever becomes of it.
      happened.noted.push({ place: place.name, text: entry.text });
      await keepJournal(kept);
    });
  },
  tell: async (stage, place, args) => {
    const { text, priority = 'next' } = typeof args === 'string' ? { text: args } : args;
    await command(stage, place, NEEDS, async ({ world, ws, view }) => tellDaemon(world, ws, view, { text, priority }));
  },
  // A message of any program: a file in the queue, without a seal.
  drop: async (_stage, { world, ws }, args, happened) => {
    const { name = 'dropped', text } = typeof args === 'string' ? { text: args } : args;
    happened.external.push(text);
    world.files.lay({ [`${ws.queueNew}/${name}`]: text });
  },
  session: async (stage, place, { start, end, inputs = 1 }) => {
    await command(stage, place, NEEDS, async (kept) => {
      const { world, ws, view } = kept;
      if (end === undefined || start !== undefined) await startSession(world, ws, view, start);
      if (start === undefined) await endSession(world, ws, view, { inputs, ...(end !== undefined && { id: end }) });
      await keepJournal(kept);
    });
  },
  task: async (stage, place, { add, approve, remove, id, text = '', command: isCommand = false, permanent = false, missed, overlap }) => {
    await command(stage, place, NEEDS, async ({ world, ws, view }) => {
      const policies = { ...(missed && { missed }), ...(overlap && { overlap }), ...(id !== undefined && { id }) };
      if (add !== undefined) await addTask(world, ws, view, { schedule: add, text, isCommand, permanent, isOfSession: false, ...policies });
      if (approve !== undefined) await approveTask(world, ws, view, approve);
      if (remove !== undefined) await removeTask(world, ws, view, remove);
    });
  },
  reinforce: async (stage, place, typed) => {
    await command(stage, place, NEEDS, async (kept) => {
      const id = await idOf(kept, typed);
      await reinforce(kept.world, kept.ws, kept.view, { id, actor: 'user' });
    });
  },
  forget: async (stage, place, typed, happened) => {
    await command(stage, place, NEEDS, async (kept) => {
      const { world, ws, view } = kept;
      const found = await forgettable(world, ws, diskLookup(world, ws, view), await idOf(kept, typed));
      const one = { place: place.name, id: found.id, text: found.is === 'entry' ? found.entry.text : '', isDone: false };
      if (found.is === 'entry') happened.forgotten.push(one);
      await forget(world, ws, view, found.id);
      one.isDone = true;
    });
  },
  observe: async (stage, place, args) => {
    const all = args === 'all' || (typeof args === 'object' && args.all === true);
    await command(stage, place, NEEDS, async (kept) => {
      if (all) await observePast(kept, { signal: new AbortController().signal, onProgress: () => undefined });
      await observeNow(kept);
    });
  },
  tick: async (stage, place) => {
    const before = ticksOf(place);
    if (!place.daemon) return startDaemon(stage, place, { once: true });
    await place.world.files.touch(place.ws.wakeFile, stage.world.clock.now());
    const untilMs = stage.world.clock.now() + TICK_MS;
    while (place.daemon && stage.world.clock.now() < untilMs) {
      await stage.world.clock.sleep(1000);
      if (ticksOf(place) > before && place.daemon?.state?.phase === 'rest') return;
    }
  },
  daemon: async (stage, place, what) => {
    if (what === 'start') await startDaemon(stage, place);
    else if (what === 'stop') await stopDaemon(stage, place);
    else place.daemon?.life.kill();
  },
  index: async (stage, place) => {
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    await command(stage, place, NEEDS, async ({ world, ws, view }) => embedAll(world, ws, view, options));
  },
  dream: async (stage, place, args, happened) => {
    const { now = true, replace = false } = args as { readonly now?: boolean; readonly replace?: boolean };
    const signal = new AbortController().signal;
    const ended = await command(stage, place, NEEDS, async ({ world, ws }) =>
      dreamInChild(world, ws, { now, replace, signal }, () => undefined),
    );
    happened.dream =
      ended === 'killed' ? { outcome: 'stopped', detail: 'killed' } : { outcome: ended.outcome, detail: ended.detail || ended.stderr };
  },
  review: async (stage, place, args, happened) => {
    await command(stage, place, NEEDS, async (kept) => {
      const review = await openReview(kept.world, kept.ws, kept.view);
      if (!review) throw new KairosError('not-found', 'no dream awaits review');
      happened.reviewed = review.dream;
      const tell = (is: 'rejected' | 'reopened', dream: string, claims: readonly string[]): unknown =>
        happened.verdicts.push({ place: place.name, dream, claims, is });
      if (typeof args === 'string')
        return void tell('rejected', review.dream, (await decideOn(kept, { [args]: 'all' })).rejected.map(claimOf));
      const { accept, reject, edit, reopen } = args;
      if (reopen !== undefined) {
        const { open, next } = await reopenClaims(kept, idsOf(review, reopen) as string[]);
        tell(
          'reopened',
          review.dream,
          [...open, ...next].map(({ claim }) => claim),
        );
      }
      if (accept === undefined && reject === undefined && edit === undefined) return;
      const { rejected } = await decideOn(kept, {
        ...(accept && { accept: idsOf(review, accept) }),
        ...(reject && { reject: idsOf(review, reject) }),
        ...(edit && { edits: new Map([...edit].map(([typed, text]) => [claimId(review, typed), text])) }),
      });
      tell('rejected', review.dream, rejected.map(claimOf));
    });
  },
  undo: async (stage, place, _args, happened) => {
    if (happened.reviewed === undefined) throw new KairosError('not-found', 'no dream was reviewed before this step');
    await command(stage, place, NEEDS, async (kept) => {
      const { dream, reopened } = await undo(kept, happened.reviewed as string);
      if (reopened.length > 0)
        happened.verdicts.push({ place: place.name, dream, claims: reopened.map(({ claim }) => claim), is: 'reopened' });
    });
  },
  recall: async (stage, place, args, happened) => {
    const {
      query = '',
      edges = false,
      words: wordsOnly = false,
      since,
      until,
      ...filters
    } = typeof args === 'string' ? { query: args } : args;
    const times = askedTimes({ since, until }, { nowMs: stage.world.clock.now(), offsetMsAt: stage.offsetMsAt });
    const answered = await command(stage, place, { look: true }, async ({ world, ws, view, config }) => {
      const question = questionFrom(query, { ...filters, ...times });
      const found = await ask(world, ws, view, question, { config, cwd: ws.root, edges, wordsOnly });
      await recordAnswer(world, ws, view, { client: 'cli', question, answered: found });
      return found;
    });
    happened.hits = answered === 'killed' ? undefined : answered.hits;
  },
  model: async ({ model }, _place, replies) => {
    if (!model) throw new KairosError('not-found', 'the scenario has no model', { hint: 'write "model: []" at its start' });
    model.add(replies);
  },
  pause: async (stage, place) => void (await command(stage, place, NEEDS, async ({ world, ws }) => pause(world, ws))),
  resume: async (stage, place) => void (await command(stage, place, NEEDS, async ({ world, ws }) => resume(world, ws))),
  trust: async (_stage, { world, ws }, wanted) => void (await (wanted ? trust(world, ws) : untrust(world, ws))),
} satisfies Acts;

function ticksOf({ daemon }: Place): number {
  return daemon?.state?.counts.ticks ?? 0;
}

/** The id that is meant: `^ID` itself, or the one of the newest entry that holds the text, which a verdict on it and the note of its day quote. @throws KairosError `not-found`. */
async function idOf({ world, ws, view }: Kept, typed: string): Promise<string> {
  if (typed.startsWith('^')) return bareId(typed);
  const lookup = diskLookup(world, ws, view);
  const holding = (await lookup.entries()).filter(({ text, ours }) => ours && text.includes(typed));
  const entry = holding.findLast(({ kind }) => kind !== 'verdict' && kind !== 'summary') ?? holding.at(-1);
  if (entry) return entry.id;
  const claim = (await lookup.topics()).flatMap(({ bullets }) => bullets).find((bullet) => bullet.text.includes(typed));
  if (claim) return claim.address;
  throw new KairosError('not-found', `no entry holds ${JSON.stringify(typed)}`);
}

function idsOf(review: Review, typed: readonly string[]): 'all' | readonly string[] {
  return typed.length === 1 && typed[0] === 'all' ? 'all' : typed.map((one) => claimId(review, one));
}

/** @throws KairosError `not-found` where the dream proposes no such claim. */
function claimId({ items }: Review, typed: string): string {
  const found = typed.startsWith('^')
    ? items.find(({ id }) => id === bareId(typed))
    : items.find(({ text, candidate }) => (text ?? candidate.before ?? '').includes(typed));
  if (found) return found.id;
  throw new KairosError('not-found', `the dream proposes no claim with ${JSON.stringify(typed)}`, {
    hint: `it proposes: ${items.map(({ text }) => text ?? '(a removal)').join(' | ') || 'nothing'}`,
  });
}
