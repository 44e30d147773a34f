/** Claims that await a person, as the agent sees them at its next wake, and what a turn may do about them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { decideOn, openReview, reopenClaims, type Decider, type Review } from '../../src/desk/review.js';
import { readLog } from '../../src/desk/log.js';
import { runDream } from '../../src/dream/dream.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { writeNote } from '../../src/desk/note.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';
import { asked, live, MINUTE, SLEEPS, type Lived } from './lived-turns.js';

const NOTES = [
  'The integration tests need Redis on port 6380, because 6379 is taken on the CI hosts.',
  'Never push to main: releases are made from tags alone.',
  'We use pnpm instead of npm, because of the workspaces.',
];

let at: KairosClone;
let review: Review;

beforeEach(async () => {
  at = await kairosClone();
  for (const text of NOTES) await writeNote(at.world, at.ws, PLAIN_VIEW, { text, actor: 'user' });
  const { config } = await loadConfig(at.world, at.ws);
  await runDream(at.world, at.ws, config, { view: PLAIN_VIEW, now: true, replace: false, signal: new AbortController().signal });
  review = await now();
  expect(review.pending).toBe(3);
});

async function now(): Promise<Review> {
  const open = await openReview(at.world, at.ws, PLAIN_VIEW);
  if (!open) throw new Error('no dream is open');
  return open;
}

async function decider(): Promise<Decider> {
  const { config } = await loadConfig(at.world, at.ws);
  return { world: at.world, ws: at.ws, view: PLAIN_VIEW, config };
}

const FIRST = (): string => review.items[0]?.id ?? '';
const SECOND = (): string => review.items[1]?.id ?? '';
const THIRD = (): string => review.items[2]?.id ?? '';
const says = (id: string, verdict: string, why: string) => ({ tool: 'ReviewClaim', input: { id, verdict, why } });

/** A look of an agent whose user says this of verdicts, and which does so. */
async function look(verdicts: 'human' | 'model', calls: readonly ReturnType<typeof says>[]): Promise<Lived> {
  const settings = `format: 1\nassistant: true\nreview:\n  verdicts: ${verdicts}\n`;
  return live(
    [
      { when: '<tick', calls },
      { ...SLEEPS, when: '' },
    ],
    undefined,
    { at, settings, forMs: 6 * MINUTE, fresh: true },
  );
}

const results = ({ model }: Lived): string[] =>
  model.asked.at(-1)?.messages.flatMap((one) => (one.role === 'tool' ? [`${one.isError === true ? 'error: ' : ''}${one.text}`] : [])) ?? [];
const toolsOf = ({ model }: Lived): string[] => model.asked[0]?.tools?.map(({ name }) => name) ?? [];

describe('claims that await a person', () => {
  it('come first in the next look, with their number, and each quoted with its evidence and its origin', async () => {
    const lived = await look('human', []);
    const [head, first, ...rest] = (asked(lived)[0] ?? '').split('\n');
    expect(head).toMatch(/^<tick at=/);
    expect(first).toBe(
      `pending verdicts: 3 claims of the dream on ${review.branch}, the first 3; to decide is the user's ("kairos review")`,
    );
    expect(rest.slice(0, 3).toSorted()).toEqual(
      review.items
        .map(
          ({ id, candidate }) =>
            `> ^${id} add in ${candidate.topic}: ${candidate.after}; by ${candidate.evidence.map((one) => `^${one.id} note origin user`).join(', ')}`,
        )
        .toSorted(),
    );
    expect(rest[3]).toMatch(/^focus: /);
  });

  it("are the user's alone, unless their own settings say otherwise: then a turn rejects and annotates, and the person has the last word", async () => {
    const calls = [says(FIRST(), 'reject', 'the file says 6381'), says(SECOND(), 'annotate', 'since tag v2 only')];
    const refused = await look('human', calls);
    expect(toolsOf(refused)).not.toContain('ReviewClaim');
    expect(results(refused)).toEqual(Array(2).fill(expect.stringMatching(/^error: the user decides on claims alone/)));
    expect(await now()).toEqual(review);

    const lived = await look('model', calls);
    expect(toolsOf(lived)).toContain('ReviewClaim');
    expect(JSON.stringify(lived.model.asked[0]?.tools)).not.toContain('"accept"');
    const open = await now();
    expect(open).toMatchObject({ pending: 2, refused: 1 });
    expect(open.items.map(({ id, state, agent }) => [id, state, agent])).toEqual([
      [FIRST(), 'refused', { rejected: 'the file says 6381', notes: [] }],
      [SECOND(), 'pending', { notes: ['since tag v2 only'] }],
      [THIRD(), 'pending', undefined],
    ]);
    const { entries } = await readLog(at.world, at.ws, PLAIN_VIEW, { all: true });
    expect(entries.filter(({ kind }) => kind === 'verdict').map(({ actor, origin, text }) => [actor, origin, text])).toEqual([
      ['model', 'model', `rejected (^${FIRST()}) of dream ${review.dream}: the file says 6381`],
      ['model', 'model', `annotated (^${SECOND()}) of dream ${review.dream}: since tag v2 only`],
    ]);

    // What it rejected is not accepted with the rest, and is refused when the person has decided on that.
    const decided = await decideOn(await decider(), { accept: 'all' });
    expect(decided.accepted.map(({ id }) => id)).toEqual([SECOND(), THIRD()]);
    expect(decided).toMatchObject({ closed: true, rejected: [{ id: FIRST() }] });
  });

  it('that a turn rejected are accepted by their ids, refused with all others, or reopened, after which no turn rejects them', async () => {
    await look('model', [says(FIRST(), 'reject', 'wrong'), says(SECOND(), 'reject', 'wrong'), says(THIRD(), 'reject', 'wrong')]);
    expect(await now()).toMatchObject({ pending: 0, refused: 3 });
    await expect(decideOn(await decider(), { accept: 'all' })).rejects.toThrow('nothing to decide');
    const one = await decideOn(await decider(), { accept: [FIRST()] });
    expect(one).toMatchObject({ accepted: [{ id: FIRST() }], closed: true, rejected: [{ id: SECOND() }, { id: THIRD() }] });
  });

  it('stay with the dream while one is open, and what the person reopened is theirs', async () => {
    await look('model', [says(FIRST(), 'reject', 'wrong'), says(SECOND(), 'reject', 'wrong')]);
    await reopenClaims(await decider(), [FIRST()]);
    expect((await now()).items.map(({ state }) => state)).toEqual(['pending', 'refused', 'pending']);
    const again = await look('model', [
      says(FIRST(), 'reject', 'all the same'),
      says(SECOND(), 'annotate', 'twice'),
      says('zzzzzzzzzz', 'reject', 'x'),
    ]);
    expect(results(again)).toEqual([
      expect.stringMatching(/^error: the user took the rejection of/),
      expect.stringMatching(/^error: you rejected/),
      expect.stringMatching(/^error: the dream proposes no/),
    ]);
    const partly = await decideOn(await decider(), { accept: [THIRD()] });
    expect(partly.closed).toBe(false);
    expect((await now()).items.map(({ state }) => state)).toEqual(['pending', 'refused', 'accepted']);
    // The branch still holds it, so that it can be accepted.
    expect(await decideOn(await decider(), { accept: [SECOND()], reject: [FIRST()] })).toMatchObject({ closed: true, conflicts: [] });
  });

  it("are the user's, whatever a file of the repository says", async () => {
    at.world.files.lay({ [at.ws.config]: 'format: 1\nreview:\n  verdicts: model\n' });
    const { problems, config } = await loadConfig(at.world, at.ws);
    expect(config.review.verdicts).toBe('human');
    expect(JSON.stringify(problems)).toContain('review.verdicts');
  });
});
