/**
 * Types every command that the program tells people to type, in the state in which it says so. A command that the sources name and no row here covers
 * fails, and so does a row for what is no longer said. What needs a crash or a race to be said is typed in another state, and its own test is named.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { another, BIN, leave, place, writeSettings, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';
import { commandsIn, namedCommands, wordsOf } from './typed-hints.js';

interface Row {
  readonly state: string;
  /** Made anew for each row. */
  readonly make: () => Place;
  /** What is run; whatever its end, what it says is typed afterwards. */
  readonly run: (at: Place) => readonly (readonly string[])[];
  /** The places that speak then. */
  readonly places: readonly string[];
  /** Typed as well. */
  readonly types?: readonly string[];
  /** Ends that are no 0, by the beginning of the command. */
  readonly ends?: Readonly<Record<string, number>>;
}

const made: Place[] = [];
afterAll(() => {
  made.forEach(leave);
});
const kept = (one: Place): Place => {
  made.push(one);
  return one;
};

/** A state that several rows begin in: brought about once, and copied for each. */
function state(make: () => Place): () => Place {
  let first: Place | undefined;
  return () => kept(another((first ??= kept(make()))));
}

const bare = (): Place => kept(place());
/** Set up, and nothing read yet. */
const empty = state(() => {
  const one = place();
  writeSettings(one.repo.env, 'recall:\n  embedder: none\n');
  one.ok(['init', '--yes', '--no-history', '--no-hooks']);
  return one;
});
const shop = (): Place => kept(place({ init: true }));
const dreamt = state(() => {
  const one = place({ init: true });
  one.ok(['note', 'The integration tests need Redis on port 6380']);
  one.ok(['dream', '--now']);
  return one;
});
const accepted = state(() => {
  const one = another(dreamt());
  one.ok(['review', '--accept']);
  return one;
});
/** Of the open dream. */
const claims = (at: Place): string[] => at.json<{ items: { id: string }[] }>(['review']).items.map(({ id }) => id);
const openDream = (at: Place): string => at.json<{ dream: string }>(['review']).dream;
/** Changes the log of today. */
function editLog(at: Place, edit: (text: string) => string): void {
  const [file = ''] = readdirSync(join(at.root, '.kairos/logs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .slice(-1);
  const path = join(at.root, '.kairos/logs', file);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}
const claim = (at: Place): string => at.json<{ hits: { id: string }[] }>(['recall', 'redis', '--tier', 'memory']).hits[0]?.id ?? '';

const ROWS: readonly Row[] = [
  {
    state: 'an act that failed, and none allowed any more',
    make: () => {
      const one = shop();
      writeSettings(one.repo.env, 'recall:\n  embedder: none\nact: on\nact.sandbox: none\n');
      one.kairos(['act', 'start', '--title', 'fails', '--', 'false']);
      writeSettings(one.repo.env, 'recall:\n  embedder: none\nact.sandbox: none\n');
      return one;
    },
    run: () => [
      ['act', 'start', '--', 'true'],
      ['act', 'diff', 'nope'],
      ['act', 'accept', 'fails'],
    ],
    places: ['act/record.ts: kairos act list', 'desk/acts.ts: kairos act drop', 'desk/act-start.ts: kairos config set'],
    types: ['kairos act start --title done -- touch done', 'kairos act diff done'],
  },
  {
    state: 'a repository without kairos',
    make: bare,
    run: () => [
      ['recall', 'x'],
      ['log'],
      ['topics'],
      ['note', 'x'],
      ['show', 'HEAD'],
      ['blame', 'src/cart.js'],
      ['index'],
      ['doctor'],
      ['run', '--once'],
    ],
    places: [
      'activation/required.ts: kairos init',
      'desk/set-up-hint.ts: kairos init',
      'desk/prepare.ts: kairos init',
      'desk/doctor/git-rows.ts: kairos init',
      'desk/doctor/recall-rows.ts: kairos index',
      'desk/doctor/agent-rows.ts: kairos trust',
    ],
  },
  {
    state: 'nothing noted yet',
    make: empty,
    run: () => [
      ['status'],
      ['log'],
      ['recall', 'redis'],
      ['recall', ' '],
      ['topics'],
      ['topics', 'nope'],
      ['topics', 'x', '--limit', '0'],
      ['review'],
      ['review', '--accept'],
      ['show', 'HEAD'],
      ['show', 'zzzzzzzzzz'],
      ['dream'],
      ['dream', 'undo', 'abc'],
      ['session', 'end'],
      ['session', 'end', 'nope'],
      ['session', 'end', '--inputs', 'x'],
      ['log', '-n', '0'],
      ['log', '--day', 'today', '--since', 'today'],
      ['observe', '--since', 'HEAD'],
      ['note', ' '],
      ['tell', ' '],
      ['tell', 'x'],
      ['tell', '--now', '--later', 'x'],
      ['forget', 'zzzzzzzzzz'],
      ['trust', '--list'],
      ['run', '--once'],
      ['init', '--yes'],
      ['run', '--once'],
    ],
    places: [
      'cli/next-step.ts: kairos observe --all',
      'cli/commands/log.ts: kairos observe --all',
      'cli/commands/log.ts: kairos log -n',
      'cli/commands/log.ts: kairos log --help',
      'cli/commands/init.ts: kairos init --commit',
      'cli/commands/observe.ts: kairos observe --after',
      'cli/commands/dream.ts: kairos dream --now',
      'cli/commands/review.ts: kairos dream --now',
      'cli/commands/topics.ts: kairos dream --now',
      'cli/commands/topics.ts: kairos topics --help',
      'cli/commands/tell.ts: kairos tell --help',
      'cli/daemon-view.ts: kairos observe --all',
      'cli/daemon-view.ts: kairos run',
      'cli/commands/tell.ts: kairos run',
      'recall/hits.ts: kairos observe --all',
      'recall/hits.ts: kairos note',
      'recall/question/question.ts: kairos recall',
      'desk/topics.ts: kairos dream --now',
      'desk/typed-address.ts: kairos observe --all',
      'desk/session.ts: kairos session start',
      'desk/session.ts: kairos session end --inputs',
      'desk/session.ts: kairos session end',
      'desk/note.ts: kairos note',
      'desk/tell.ts: kairos tell',
      'desk/hints.ts: kairos recall',
      'dream/review/accept.ts: kairos dream --now',
      'dream/review/dream-names.ts: kairos review',
      'journal/forget.ts: kairos recall',
      'journal/forget.ts: kairos log',
    ],
    ends: { 'kairos recall': -1 },
  },
  {
    state: 'tasks: none, one by hand, a name that is taken',
    make: () => {
      const one = empty();
      one.ok(['task', 'add', 'every 1h', 'Say what waits', '--id', 'standup']);
      one.repo.write(
        '.kairos/scheduled_tasks.json',
        JSON.stringify({
          format: 1,
          tasks: [
            { id: 'standup', prompt: 'Say what waits', schedule: 'every 1h' },
            { id: 'by-hand', prompt: 'x', schedule: 'every 1h' },
          ],
        }),
      );
      return one;
    },
    run: () => [
      ['task'],
      ['task', 'add', 'every 1h', 'x', '--id', 'standup'],
      ['task', 'add', 'soon', 'x'],
      ['task', 'add', 'every 1h', ' '],
      ['task', 'add', 'in 20m', 'x', '--permanent'],
      ['task', 'add', 'every 1h', 'x', '--session'],
      ['task', 'rm', 'none'],
      ['task', 'simulate'],
      ['task', 'simulate', '--days', 'x'],
      ['task', 'simulate', '--asleep', 'x'],
      ['task', 'rm', 'standup'],
      ['task', 'rm', 'by-hand'],
      ['task', 'list'],
    ],
    places: [
      'cli/commands/task.ts: kairos task add',
      'cli/commands/task.ts: kairos task add --help',
      'cli/commands/task.ts: kairos task approve',
      'cli/commands/task.ts: kairos task simulate --asleep',
      'cli/commands/task.ts: kairos task simulate --days',
      'cli/task-text.ts: kairos task approve',
      'desk/tasks.ts: kairos run',
      'desk/tasks.ts: kairos run --detach',
      'desk/tasks.ts: kairos run --once',
      'desk/tasks.ts: kairos task add --help',
      'desk/task-wish.ts: kairos task add',
      'desk/task-wish.ts: kairos task add --help',
      'desk/tasks.ts: kairos task list',
      'desk/tasks.ts: kairos task rm',
    ],
    // Those that it is about are gone when it is typed.
    ends: { 'kairos task approve by-hand': 1, 'kairos task rm standup': 1 },
  },
  {
    state: 'an agent that is held back by a layer',
    make: empty,
    run: () => [
      ['status'],
      ['config', 'get', 'assistant'],
      ['activate'],
      ['run', '--once'],
      ['trust', '--remove'],
      ['config', 'set', 'assistant', 'true'],
      ['activate', '--explain'],
      ['activate'],
    ],
    places: [
      'config/config-keys.ts: kairos activate --explain',
      'cli/commands/run.ts: kairos activate --explain',
      'cli/daemon-view.ts: kairos activate --explain',
      'activation/layers.ts: kairos config set',
      'activation/layers.ts: kairos trust',
    ],
    // A daemon that is not trusted does not start.
    ends: { 'kairos activate': -1, 'kairos run': -1 },
  },
  {
    state: 'a flag that is switched off, and a daemon that started before',
    make: () => {
      const one = shop();
      one.ok(['trust']);
      one.ok(['run', '--detach']);
      one.ok(['config', 'set', 'assistant', 'true']);
      return one;
    },
    run: () => [['activate'], ['config', 'set', 'features.KAIROS', 'off'], ['activate']],
    places: ['cli/commands/activate.ts: kairos stop', 'cli/commands/activate.ts: kairos run', 'activation/layers.ts: kairos config unset'],
  },
  {
    state: 'records that are looked for in vain',
    make: () => {
      const one = shop();
      one.repo.write('records/0001-use-redis.md', '# Use Redis\n\n## Status\n\nAccepted\n\n## Decision\n\nWe keep sessions in Redis.\n');
      return one;
    },
    run: () => [['import', 'adr']],
    places: ['desk/import.ts: kairos import'],
  },
  {
    state: 'records and rules',
    make: () => {
      const one = shop();
      one.repo.write(
        'docs/decisions/0001-use-redis.md',
        '# Use Redis\n\n## Status\n\nAccepted\n\n## Decision\n\nWe keep sessions in Redis.\n',
      );
      one.repo.write('AGENTS.md', '# Rules\n\n- Run the tests before a commit.\n');
      return one;
    },
    run: () => [
      ['import', 'adr', 'docs', 'src'],
      ['import', 'agents-md', 'docs/decisions'],
    ],
    places: ['cli/commands/import.ts: kairos import'],
  },
  {
    state: 'a time of which nothing is recorded',
    make: shop,
    run: (at) => {
      at.repo.write('FILE', '{"format":1,"kind":"kairos trace"}\nnothing\n{}\n');
      return [
        ['replay', 'record'],
        ['replay', 'record', '--trace', 'FILE'],
        ['run', '--detach', '--trace', 'FILE'],
        ['replay', 'FILE'],
      ];
    },
    places: [
      'cli/commands/replay-record.ts: kairos replay record --last',
      'cli/commands/replay-record.ts: kairos run --once --trace',
      'cli/commands/run.ts: kairos run --once --trace',
      'daemon/trace.ts: kairos run --once --trace',
    ],
    types: [],
  },
  {
    state: 'scenarios that are asked for wrongly',
    make: shop,
    run: (at) => {
      const start = 'start: {embedder: cassette, cassette: c.cassette.yaml}';
      const steps = 'steps:\n  - note: a port\n  - index\n';
      at.repo.write('.kairos/scenarios/c.cassette.yaml', 'format: 1\nmodel: {name: m, digest: d, dimensions: 4}\n');
      at.repo.write('.kairos/scenarios/a.yaml', `scenario: a\n${start}\n${steps}`);
      at.repo.write('.kairos/scenarios/b.yaml', `scenario: b\n${start.replace('c.', 'none.')}\n${steps}`);
      return [
        ['replay', '--own'],
        ['replay', '--corpus', '--update'],
        ['replay', 'no-such-scenario'],
        ['replay', '--simulate', '0'],
      ];
    },
    places: [
      'replay/simulate/seeds.ts: kairos replay --simulate',
      'cli/commands/replay.ts: kairos replay --own --update',
      'cli/scenario-files.ts: kairos replay',
      'cli/commands/replay.ts: kairos replay --record',
      'replay/scenario/cassette.ts: kairos replay --record',
    ],
    // Without a model nothing can be recorded.
    ends: { 'kairos replay': -1 },
  },
  {
    state: 'nothing that is connected',
    make: shop,
    run: () => [['connect'], ['disconnect']],
    places: ['cli/commands/connect.ts: kairos connect', 'cli/commands/connect.ts: kairos disconnect'],
  },
  {
    state: 'a client that is still connected to what was taken out',
    make: () => {
      const one = shop();
      one.ok(['connect', 'agents-md', '--yes']);
      return one;
    },
    run: () => [['remove', '--yes']],
    places: ['cli/commands/remove.ts: kairos disconnect'],
  },
  {
    state: 'settings that are none',
    make: shop,
    run: () => [
      ['config'],
      ['config', 'get', 'tick.intervall'],
      ['config', 'set', 'dream.minHours', 'soon'],
      ['config', 'set', 'dream.minHours', '3', '--repository'],
    ],
    places: [
      'cli/commands/config.ts: kairos config get',
      'desk/settings.ts: kairos config',
      'desk/settings.ts: kairos config get',
      'desk/settings.ts: kairos config set',
    ],
  },
  {
    state: 'right after init',
    make: () => {
      const one = kept(place());
      writeSettings(one.repo.env, 'recall:\n  embedder: none\n');
      return one;
    },
    run: () => [['init', '--yes'], ['status']],
    places: [
      'cli/commands/init.ts: kairos recall',
      'cli/commands/init.ts: kairos dream --now',
      'cli/commands/init.ts: kairos review',
      'cli/commands/init.ts: kairos run',
      'cli/next-step.ts: kairos recall',
      'cli/next-step.ts: kairos dream --now',
    ],
    ends: { 'kairos recall "what you want to know"': 1 },
  },
  {
    state: 'a dream that awaits review',
    make: shop,
    run: (at) => {
      at.ok(['note', 'The integration tests need Redis on port 6380']);
      return [['dream', '--now'], ['dream', '--now'], ['status'], ['doctor'], ['review', '--list']];
    },
    places: [
      'cli/commands/dream.ts: kairos review',
      'cli/next-step.ts: kairos review',
      'cli/daemon-view.ts: kairos review',
      'cli/commands/review.ts: kairos review --accept',
      'dream/dream.ts: kairos review',
      'dream/dream.ts: kairos dream --replace',
      'desk/doctor/agent-rows.ts: kairos review',
    ],
  },
  {
    state: 'claims that are asked about wrongly',
    make: dreamt,
    run: (at) => [
      ['review', '--accept', 'zzzzzzzzzz'],
      ['review', '--edit', 'zzzzzzzzzz', '--text', 'x'],
      ['review', '--edit', 'zzzzzzzzzz'],
      ['review', '--edit', claims(at)[0] ?? ''],
      ['review', '--reopen', claims(at)[0] ?? ''],
      ['dream', 'undo', openDream(at)],
      ['dream', 'undo', 'zzz'],
    ],
    places: [
      'dream/review/wish.ts: kairos review',
      'desk/review.ts: kairos review',
      'cli/commands/review.ts: kairos review --edit',
      'dream/review/reopen.ts: kairos review',
      'dream/review/dream-names.ts: kairos review',
    ],
  },
  {
    state: 'a claim that was rejected',
    make: dreamt,
    run: (at) => {
      const [one = '', two = ''] = claims(at);
      return [
        ['review', '--reject', one],
        ['review', '--reopen', one],
        ['review', '--reject', two],
        ['review', '--reopen', 'zzzzzzzzzz'],
      ];
    },
    places: [
      'cli/commands/review.ts: kairos review',
      'cli/commands/review.ts: kairos review --reopen',
      'dream/review/reopen.ts: kairos review --reopen',
    ],
    // The first has been taken back already.
    ends: { 'kairos review --reopen': -1 },
  },
  {
    state: 'memory that was reviewed',
    make: dreamt,
    run: (at) => {
      const ids = claims(at);
      return [
        ['review', '--accept'],
        ['review', '--reopen', ids[0] ?? ''],
        ['topics', 'zzzz'],
        ['topics', 'zzzz', 'such'],
        ['blame', 'README.md'],
        ['dream', 'undo', 'zzz'],
        ['status'],
      ];
    },
    places: [
      'cli/commands/review.ts: kairos dream undo',
      'dream/review/reopen.ts: kairos dream undo',
      'dream/review/dream-names.ts: kairos dream undo',
      'desk/topics.ts: kairos topics',
      'cli/commands/topics.ts: kairos recall',
      'cli/commands/show.ts: kairos show',
      'cli/next-step.ts: kairos run',
    ],
    // The second of them has been taken back by the first.
    ends: { 'kairos dream undo': -1, 'kairos recall': 1 },
  },
  {
    state: 'a forge that is not known',
    make: shop,
    run: () => [['init', '--ci', 'jenkins']],
    places: ['desk/ci-files.ts: kairos init --ci'],
  },
  {
    state: 'a memory without a probe, and one that is asked wrongly',
    make: accepted,
    run: () => [
      ['probe'],
      ['probe', 'add', ' '],
      ['note', 'The till is at the door'],
      ['probe', 'add', 'x', '--expect', '^zzzzzzzzzz'],
      ['probe', 'add', 'x', '--words', 'y', '--top', '0'],
    ],
    places: [
      'check/probe-file.ts: kairos check',
      'check/probe-file.ts: kairos probe',
      'cli/commands/probe.ts: kairos probe add',
      'cli/commands/probe.ts: kairos probe add --help',
      'desk/check.ts: kairos check',
      'desk/check.ts: kairos check --base',
      'desk/probe.ts: kairos dream --now',
      'desk/probe.ts: kairos probe add',
      'desk/probe.ts: kairos review',
    ],
    types: ['kairos probe', 'kairos dream --now', 'kairos check', 'kairos check --base main', 'kairos review'],
    // The memory of the shop does not know the answer.
    ends: { 'kairos probe': -1 },
  },
  {
    state: 'a claim that no forgetting takes out',
    make: accepted,
    run: (at) => [['forget', claim(at)]],
    places: ['desk/forget.ts: kairos blame'],
  },
  {
    state: 'a log that git tracks, with an entry that is forgotten',
    make: shop,
    run: (at) => {
      at.ok(['note', 'the jackdaw holds the key']);
      at.repo.git('add', '-f', '.kairos/logs');
      return [['forget', at.json<{ hits: { id: string }[] }>(['recall', 'jackdaw']).hits[0]?.id ?? '', '--yes']];
    },
    places: ['cli/commands/forget.ts: kairos status'],
  },
  {
    state: 'a daemon that runs, and then is held',
    make: shop,
    run: () => [['run', '--detach'], ['run', '--detach'], ['run'], ['pause'], ['status'], ['doctor'], ['tell', 'y']],
    places: [
      'cli/commands/tell.ts: kairos resume',
      'cli/commands/run.ts: kairos status',
      'cli/commands/run.ts: kairos stop',
      'daemon/daemon.ts: kairos status',
      'daemon/daemon.ts: kairos stop',
      'cli/commands/pause.ts: kairos resume',
      'cli/next-step.ts: kairos resume',
      'cli/daemon-view.ts: kairos pause',
      'desk/doctor/agent-rows.ts: kairos resume',
    ],
    types: ['kairos queue'],
  },
  {
    state: 'a job whose daemon is gone',
    make: () => {
      const one = shop();
      const job = {
        format: 1,
        id: 'k3f9a2c7',
        marker: 'nobodybearsthis',
        place: 'background',
        startedAtMs: 1,
        title: '',
        tool: 'test-child',
      };
      one.repo.write('.git/kairos/jobs/k3f9a2c7.json', JSON.stringify({ ...job, root: one.root, gitDir: `${one.root}/.git` }));
      return one;
    },
    run: () => [['jobs'], ['jobs', 'nosuchid']],
    places: ['cli/commands/jobs.ts: kairos run', 'cli/commands/jobs.ts: kairos jobs', 'desk/jobs.ts: kairos jobs'],
  },
  {
    state: 'a folder that is not trusted',
    make: () => {
      const one = shop();
      one.ok(['trust', '--remove']);
      return one;
    },
    run: () => [['run', '--once'], ['status'], ['doctor'], ['tell', 'x'], ['trust', '--list']],
    places: [
      'daemon/daemon.ts: kairos trust',
      'cli/daemon-view.ts: kairos trust',
      'cli/commands/tell.ts: kairos trust',
      'cli/commands/trust.ts: kairos trust',
      'desk/doctor/agent-rows.ts: kairos trust',
    ],
    ends: { 'kairos recall "what you want to know"': 1 },
  },
  {
    state: 'a log that was edited by hand',
    make: () => {
      const one = shop();
      one.ok(['note', 'a note that will be another']);
      editLog(one, (text) => text.replace('will be another', 'is another'));
      return one;
    },
    run: () => [['restore'], ['doctor']],
    places: ['cli/commands/restore.ts: kairos log seal', 'desk/doctor/git-rows.ts: kairos log seal'],
  },
  {
    state: 'a line in a log that kairos did not write',
    make: () => {
      const one = shop();
      one.ok(['note', 'mine']);
      editLog(one, (text) => `${text}- 00:00:01.000Z note@user not mine ^zzzzzzzzz1\n`);
      return one;
    },
    run: () => [['recall', 'mine'], ['doctor']],
    places: ['cli/strange-text.ts: kairos log seal', 'desk/doctor/witness-rows.ts: kairos log seal'],
  },
  {
    state: 'a bullet that was cut off',
    make: () => {
      const one = shop();
      one.ok(['note', 'mine']);
      editLog(one, (text) => `${text}- 00:00:01.000Z note@user cut o\n`);
      return one;
    },
    run: () => [['recall', 'mine']],
    places: ['cli/answer-text.ts: kairos doctor'],
    ends: { 'kairos doctor': -1 },
  },
  {
    state: 'a daemon that was killed',
    make: () => {
      const one = shop();
      one.ok(['trust']);
      one.ok(['run', '--detach']);
      process.kill(one.json<{ daemon: { pid: number } }>(['status']).daemon.pid, 'SIGKILL');
      return one;
    },
    run: () => [['doctor'], ['status']],
    places: ['desk/doctor/agent-rows.ts: kairos run', 'cli/next-step.ts: kairos run'],
  },
  {
    state: 'a log that is gone',
    make: () => {
      const one = shop();
      one.ok(['note', 'mine']);
      one.ok(['restore']);
      rmSync(join(one.root, '.kairos/logs'), { recursive: true });
      return one;
    },
    run: () => [['doctor']],
    places: ['desk/doctor/git-rows.ts: kairos restore'],
  },
  {
    state: 'a log whose text in the journal is gone, and that was edited',
    make: () => {
      const one = shop();
      one.ok(['note', 'a note that will be another']);
      one.ok(['restore']);
      editLog(one, (text) => text.replace('will be another', 'is another'));
      return one;
    },
    run: () => [['log', '--verify'], ['doctor'], ['note', 'x']],
    places: ['cli/found-text.ts: kairos log seal'],
  },
  {
    state: 'a branch of a dream on which somebody committed',
    make: () => {
      const one = dreamt();
      const { branch } = one.json<{ branch: string }>(['review']);
      one.repo.git('branch', '-f', 'kept', 'HEAD');
      one.repo.git('checkout', '-q', branch);
      one.repo.commit('By hand', { 'README.md': 'mine\n' });
      one.repo.git('checkout', '-q', '-');
      return one;
    },
    run: () => [['dream', '--now', '--replace']],
    places: ['dream/branch/propose.ts: kairos review'],
  },
  {
    state: 'a model that was called',
    make: () => {
      const one = shop();
      const line = { format: 1, is: 'reserved', at: new Date().toISOString(), id: 'a', tokens: 9, turn: 't', reason: 'tick', model: 'm' };
      one.repo.write('.git/kairos/ledger.jsonl', `${JSON.stringify(line)}\n`);
      return one;
    },
    run: () => [['cost']],
    places: ['cli/commands/cost.ts: kairos cost --why'],
  },
  {
    state: 'an agent that has something to say',
    make: dreamt,
    run: () => [
      ['inbox', 'zzzz'],
      ['inbox'],
      ['inbox', '--read', 'zzzzzzzzzz'],
      ['queue'],
      ['work'],
      ['work', '--limit', '0'],
      ['tell', 'Where do the tests get Redis from?'],
      ['tell', 'What does the moon weigh?'],
      ['run', '--once'],
      ['inbox'],
    ],
    places: [
      'agent/answer.ts: kairos recall',
      'agent/work/work-list.ts: kairos review',
      'cli/commands/show.ts: kairos inbox --all',
      'cli/commands/inbox.ts: kairos inbox --all',
      'cli/commands/inbox.ts: kairos inbox --read',
      'cli/commands/queue.ts: kairos tell',
      'cli/commands/tell.ts: kairos inbox',
      'cli/commands/work.ts: kairos work -n',
      'daemon/announce.ts: kairos inbox',
      'desk/inbox.ts: kairos inbox --all',
    ],
    types: ['kairos inbox', 'kairos recall redis'],
    // What nobody sent cannot be read, and a question needs its words.
    ends: { 'kairos inbox --read zzzz': -1, 'kairos recall': -1 },
  },
  {
    state: 'a history that was cut off',
    make: () => {
      const one = shop();
      one.repo.write('.git/kairos/history.json', '{"format":1,"done":2,"total":7}\n');
      return one;
    },
    run: () => [['status'], ['doctor']],
    places: ['cli/daemon-view.ts: kairos observe', 'cli/next-step.ts: kairos observe', 'desk/doctor/agent-rows.ts: kairos observe --all'],
  },
  {
    state: 'a history that was cut off behind a revision',
    make: () => {
      const one = shop();
      one.repo.write('.git/kairos/history.json', '{"format":1,"done":2,"total":3,"since":"HEAD~3"}\n');
      return one;
    },
    run: () => [['status'], ['doctor']],
    places: ['desk/doctor/agent-rows.ts: kairos observe --after'],
  },
  {
    state: 'a file that holds the daemon',
    make: () => {
      const one = shop();
      one.repo.write('.kairos/PAUSED', '');
      return one;
    },
    run: () => [['resume']],
    places: ['activation/pause.ts: kairos resume'],
    // As long as the file is there, which is said first.
    ends: { 'kairos resume': 3 },
  },
  {
    state: 'logs that lie in a stash',
    make: () => {
      const one = shop();
      one.ok(['note', 'mine']);
      one.repo.git('stash', 'push', '-q', '--all');
      return one;
    },
    run: () => [['recall', 'mine']],
    places: ['journal/stashed.ts: kairos restore'],
  },
  {
    state: 'long texts',
    make: () => {
      const one = shop();
      const body = Array.from({ length: 30 }, (_, n) => `line ${n} of the reasons`).join('\n');
      one.repo.commit(`Use Kafka instead of RabbitMQ\n\nIt keeps messages, because we replay them.\n\n${body}`, {
        'src/queue.js': 'kafka\n',
      });
      one.ok(['dream', '--now']);
      return one;
    },
    run: () => [
      ['recall', 'kafka'],
      ['review', '--list'],
    ],
    places: ['cli/hit-text.ts: kairos show', 'cli/claim-view.ts: kairos show'],
  },
  {
    state: 'a clock that was ahead',
    make: () => {
      const one = shop();
      one.ok(['note', 'from afar'], { env: { KAIROS_NOW: '2040-01-02T10:00:00Z' } });
      return one;
    },
    run: () => [['log'], ['doctor']],
    places: ['cli/commands/log.ts: kairos log --day', 'desk/doctor/memory-rows.ts: kairos log --day'],
  },
  {
    state: 'a message without a seal',
    make: () => {
      const one = shop();
      one.repo.write('.kairos/queue/new/later.md', 'do as I say\n');
      return one;
    },
    run: () => [['doctor']],
    places: ['desk/doctor/witness-rows.ts: kairos tell'],
  },
  {
    state: 'a question by meaning',
    make: () => {
      const one = shop();
      writeSettings(one.repo.env, 'recall:\n  keepWarm: 1m\n');
      return one;
    },
    run: () => [['recall', 'why was redis taken']],
    places: ['recall/embedding/coverage.ts: kairos index', 'cli/recall-here.ts: kairos stop'],
  },
  {
    state: 'an ordinary repository, for what a crash, a race, a terminal, a client or a server is needed to be told',
    make: accepted,
    run: () => [],
    types: [
      'kairos doctor',
      'kairos hooks uninstall',
      'kairos index --wait',
      'kairos init --yes --embedder minilm',
      'kairos review --list',
      'kairos mcp --help',
      'kairos reinforce --help',
      'kairos forget --help',
      'kairos review --reject --help',
    ],
    places: [],
  },
  {
    state: 'kairos that was taken out',
    make: shop,
    run: () => [
      ['remove', '--yes'],
      ['remove', '--yes'],
    ],
    places: ['cli/commands/remove.ts: kairos init', 'cli/commands/remove.ts: kairos remove --journal'],
  },
];

/** Said only after a crash, in a race, by a daemon or to a client, or no hint at all; the test that holds it. What they name is typed above or below. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'a terminal (e2e/review-walk, e2e/init)': [
    'cli/editor.ts: kairos review',
    'cli/walk-prompt.ts: kairos review',
    'cli/walk-prompt.ts: kairos review --edit',
    'cli/walk-prompt.ts: kairos review --list',
    'cli/commands/init.ts: kairos status',
    'cli/commands/init.ts: kairos trust',
    'cli/commands/observe.ts: kairos observe',
    'cli/input.ts: kairos note',
  ],
  'an embedder that is away, or works meanwhile (e2e/surroundings, e2e/index)': [
    'cli/commands/index-command.ts: kairos index',
    'cli/commands/index-command.ts: kairos index --wait',
    'cli/commands/index-command.ts: kairos init --yes --embedder',
    'desk/recall-state.ts: kairos index',
  ],
  'a daemon that finds it, dies or cannot start (daemon/announce, e2e/daemon)': [
    'daemon/announce.ts: kairos log seal',
    'daemon/announce.ts: kairos pause',
    'daemon/announce.ts: kairos resume',
    'daemon/announce.ts: kairos review',
    'daemon/daemon.ts: kairos init',
    'daemon/post.ts: kairos queue',
    'desk/activation.ts: kairos activate --explain',
    'cli/commands/pause.ts: kairos tell',
    'daemon/preflight.ts: kairos init',
    'desk/daemon-control.ts: kairos run',
    'desk/daemon-control.ts: kairos status',
    'desk/daemon-control.ts: kairos stop',
    'desk/doctor/agent-rows.ts: kairos stop',
    'desk/doctor/lock-rows.ts: kairos status',
    'desk/resident/log-reading.ts: kairos log seal',
  ],
  'damage, or a command that was killed (journal/*, e2e/forget, e2e/diary)': [
    'cli/found-text.ts: kairos doctor',
    'cli/print.ts: kairos doctor',
    'cli/strange-text.ts: kairos doctor',
    'desk/doctor/forget-rows.ts: kairos forget',
    'desk/doctor/forget-rows.ts: kairos review --reject',
    'desk/doctor/forget-rows.ts: kairos status',
    'dream/pipeline.ts: kairos doctor',
    'journal/compare-days.ts: kairos log seal',
    'journal/forget.ts: kairos log seal',
    'journal/journal-lock.ts: kairos doctor',
    'journal/verify.ts: kairos log seal',
  ],
  'two at once, or edits meanwhile (dream/*)': ['dream/review/undo.ts: kairos topics', 'dream/review/wish.ts: kairos review --accept'],
  'a job that runs, or was ended (e2e/jobs)': [
    'cli/commands/task.ts: kairos jobs',
    'cli/daemon-view.ts: kairos jobs',
    'daemon/job-end-text.ts: kairos jobs',
  ],
  'a turn of the agent (daemon/turns)': [
    'agent/turn/pending-review.ts: kairos review',
    'desk/review-tool.ts: kairos review',
    'dream/review/wish.ts: kairos review --reject',
    'daemon/turn-effects.ts: kairos cost',
    'daemon/turn-words.ts: kairos tell',
  ],
  'a client (e2e/mcp), a file, or a text that describes': [
    'agent/focus.ts: kairos run',
    'desk/memory/call.ts: kairos init',
    'replay/scenario/scenario.ts: kairos config',
    'clients/marked-block.ts: kairos disconnect',
    'clients/marked-block.ts: kairos note',
    'clients/marked-block.ts: kairos recall',
    'clients/marked-block.ts: kairos reinforce',
    'clients/marked-block.ts: kairos show',
    'cli/daemon-view.ts: kairos mcp',
    'cli/commands/task.ts: kairos task list',
    'cli/task-text.ts: kairos task',
    'cli/daemon-view.ts: kairos task list',
    'config/act-keys.ts: kairos act',
    'config/act-keys.ts: kairos act start',
    'config/act-keys.ts: kairos task',
    'cli/commands/act.ts: kairos act diff',
    'cli/commands/act.ts: kairos act drop',
    'cli/commands/act.ts: kairos act list',
    'daemon/announce.ts: kairos task',
    'daemon/announce.ts: kairos task list',
    'daemon/task-effects.ts: kairos config set',
    'daemon/task-effects.ts: kairos task',
    'desk/cron-tools.ts: kairos task approve',
    'desk/run-task.ts: kairos config set',
    'desk/run-task.ts: kairos dream --now',
    'desk/run-task.ts: kairos task approve',
    'cli/commands/task.ts: kairos activate --explain',
    'config/config-keys.ts: kairos init',
    'config/tool-keys.ts: kairos jobs',
    'config/work-keys.ts: kairos work',
    'agent/work/work-list.ts: kairos jobs',
    'agent/work/work-list.ts: kairos task approve',
    'config/config-keys.ts: kairos recall',
    'dream/report/report.ts: kairos review',
    'sessions/digest.ts: kairos review',
    'dream/review/landing.ts: kairos init',
    'hooks/hook-block.ts: kairos hooks uninstall',
  ],
};

const typed = new Set<string>();

/** Types one command as a person would, and waits for its end; what stays or asks is answered. */
async function type(at: Place, command: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const words = wordsOf(command)
    .slice(1)
    .map((word) => (word === 'KEY' ? 'tick.interval' : word === 'WORDS' ? 'redis' : word === 'FOLDER' ? 'records' : word));
  const [name, ...rest] = words;
  // The whole of the corpus is lived elsewhere, and by a build.
  if (name === 'replay' && rest.every((word) => word === '--record')) words.push('torn-tail');
  if (name === 'run' && rest.length === 0) {
    const daemon = at.start(['run']);
    await daemon.said('wakes');
    daemon.child.kill('SIGTERM');
    return { code: await daemon.ended(), said: daemon.output() };
  }
  const asks =
    name === 'init' ||
    name === 'connect' ||
    name === 'disconnect' ||
    (name === 'review' && rest.join(' ') === '--reject') ||
    (name === 'remove' && !rest.includes('--yes'));
  if (!asks || !hasTerminal) {
    const { code, err } = at.kairos(asks ? [...words, '--yes'] : words);
    return { code, said: err };
  }
  const line = `exec "${process.execPath}" "${BIN}" ${words.join(' ')}`;
  const answers = Array.from({ length: 8 }, () =>
    ['init', 'connect', 'disconnect'].includes(name ?? '') ? (['[Y/n]', '\r'] as const) : (['[y/N]', 'y\r'] as const),
  );
  const { code, output } = await atTerminal(line, { cwd: at.root, env: at.repo.env, answers });
  return { code, said: output };
}

describe.each(ROWS)('in $state', ({ make, run, places, types = [], ends = {} }) => {
  it('what is said can be typed', async () => {
    const at = make();
    const output = run(at)
      .map((args) => at.kairos(args))
      .map(({ out, err }) => `${out}\n${err}`)
      .join('\n');
    const commands = [...commandsIn(output), ...types];
    for (const one of places) expect(commands.join('\n'), one).toContain(one.split(': ')[1]);
    const wrong: string[] = [];
    for (const command of commands) {
      const wanted = Object.entries(ends).find(([start]) => command.startsWith(start))?.[1] ?? 0;
      const { code, said } = await type(at, command);
      if (wanted !== -1 && code !== wanted) wrong.push(`${command} ended with ${code}: ${said}`);
      typed.add(command);
    }
    expect(wrong, output).toEqual([]);
  }, 120_000);
});

describe('a command that the sources name', () => {
  it('is typed by a row above, where it is said, and no row is left of what is not said any more', () => {
    const rows = new Set([...ROWS.flatMap(({ places }) => places), ...Object.values(ELSEWHERE).flat()]);
    const named = namedCommands();
    expect(named.filter((one) => !rows.has(one))).toEqual([]);
    expect([...rows].filter((one) => !named.includes(one))).toEqual([]);
  });

  it('is typed by some row where it takes more to be told of it', () => {
    const untyped = Object.values(ELSEWHERE)
      .flat()
      .filter((one) => ![...typed].some((command) => command.startsWith(one.split(': ')[1] ?? '')));
    expect(untyped).toEqual([]);
  });
});
