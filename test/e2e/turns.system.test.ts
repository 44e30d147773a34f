/** Turns of a real daemon, by a script in place of a model: a child that takes longer than a turn waits, kills of the child and of the daemon, scripts that run away. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { place, until, writeSettings, type Place } from './kairos.js';

const places: Place[] = [];
afterEach(() => {
  for (const one of places.splice(0)) {
    one.kairos(['stop']);
    one.repo.cleanup();
  }
});

/** On a look of its own. */
const SLEEPS = '- { when: <tick, always: true, calls: [Sleep: { seconds: 36000 }] }\n';

/** A repository whose agent has this script, outside of it. */
function shop(script: string, more = ''): Place {
  const here = place({ init: true });
  places.push(here);
  const path = join(here.repo.env['XDG_CONFIG_HOME'] ?? '', 'script.yaml');
  writeSettings(
    here.repo.env,
    `assistant: true\nmodel:\n  script: ${path}\ntools:\n  test: true\nrecall:\n  embedder: none\n  keepWarm: 0\n${more}`,
  );
  writeFileSync(path, script);
  here.ok(['trust']);
  // It would begin a turn of its own a second after the start.
  here.ok(['task', 'rm', 'catch-up']);
  return here;
}

interface Beat {
  readonly identity: { readonly pid: number };
}

const pidOf = ({ root }: Place): number => (JSON.parse(readFileSync(join(root, '.kairos/state/daemon.json'), 'utf8')) as Beat).identity.pid;
const inbox = (here: Place): string => here.ok(['inbox', '--all']);
const queued = ({ root }: Place): string[] => readdirSync(join(root, '.kairos/queue/cur'));
const jobs = (here: Place): { id: string; is: string; place: string }[] => here.rows(['jobs']);
const leaderOf = (here: Place, id: string): number =>
  (JSON.parse(readFileSync(join(here.repo.root, '.git/kairos/jobs', `${id}.json`), 'utf8')) as { leader: { pid: number } }).leader.pid;

describe('turns of a real daemon', () => {
  const RUNS = `- { when: run it, calls: [test-child: { seconds: 40 }] }
- { when: in the background, say: It runs. }
- { when: how is it going, say: It runs still. }
- { when: was ended by, say: It was lost. }
`;

  it('a child of forty seconds goes to the background, "tell --now" is answered meanwhile, its end comes as a message, also by kill -9', async () => {
    const here = shop(`${RUNS}${SLEEPS}`);
    const daemon = here.start(['run']);
    await daemon.said('asleep');
    await until('status shows it', () => /agent +active; asleep until \d\d:\d\d:\d\d/.test(here.ok(['status'])));
    here.ok(['tell', 'run it']);
    await until('it is answered', () => inbox(here).includes('It runs.'));
    const [{ id, place: where } = { id: '', place: '' }] = jobs(here);
    expect(where).toBe('background');
    here.ok(['tell', '--now', 'how is it going']);
    await until('it is answered at once', () => inbox(here).includes('It runs still.'));
    expect(jobs(here)[0]?.is).toBe('running');
    process.kill(leaderOf(here, id), 'SIGKILL');
    await until('the model learns of it', () => here.ok(['log', '--all']).includes('was ended by SIGKILL') && queued(here).length === 0);
    here.ok(['stop']);
    expect(await daemon.ended()).toBe(0);
    expect(jobs(here)).toMatchObject([{ id, is: 'ended' }]);
  });

  it('is killed in the midst of one, and the next daemon goes on with it', async () => {
    const here = shop(`- { when: <catch-up>, say: Here I am again. }\n- { when: long, takes: 10m, say: too late }\n${SLEEPS}`);
    const first = here.start(['run']);
    await first.said('asleep');
    here.ok(['tell', 'a long question']);
    // The first look stands in the same files before it.
    const kept = (name: string): { readonly turn?: unknown; readonly messages?: unknown } => {
      const path = join(here.root, '.git/kairos', name);
      return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {};
    };
    await until('it is written down', () => {
      const talk = kept('talk.json');
      return JSON.stringify(talk).includes('a long question') && (kept('loop.json').turn as { id?: string } | undefined)?.id === talk.turn;
    });
    process.kill(pidOf(here), 'SIGKILL');
    await first.ended();
    expect(queued(here)).toHaveLength(1);
    const second = here.start(['run']);
    await second.said('goes on with the turn that was cut off');
    await until('it is answered', () => inbox(here).includes('Here I am again.'));
    await until('nothing waits', () => queued(here).length === 0);
    expect(inbox(here)).not.toContain('too late');
  });

  it.each([
    ['always acts', '- { always: true, calls: [memory_recall: { query: port }] }\n', 'budget:\n  turn:\n    calls: 3\n', 3],
    ['always fails', '- { always: true, fails: overloaded, again: true }\n', '', 1],
    ['never sleeps', '- { always: true, say: hm }\n', '', 1],
    [
      'uses a million tokens',
      '- { always: true, outputTokens: 1000000, calls: [memory_recall: { query: port }] }\n',
      'model.maxTokens: 1000000\n',
      1,
    ],
  ])('a model that %s is asked no more than it may, and the person is answered all the same', async (_what, script, budget, calls) => {
    const here = shop(script, budget);
    const daemon = here.start(['run']);
    await daemon.said('turn');
    await until('the turn has ended', () => /turn +(?:has ended|was ended)/.test(daemon.output()));
    const ledger = readFileSync(join(here.repo.root, '.git/kairos/ledger.jsonl'), 'utf8');
    expect(ledger.match(/"is":"reserved"/g)).toHaveLength(calls);
    here.ok(['note', 'Redis runs on port 6380.']);
    here.ok(['tell', 'on which port does Redis run']);
    await until('it is answered', () => /6380|hm/.test(inbox(here)));
    expect(here.ok(['status'])).toContain('running');
  });
});
