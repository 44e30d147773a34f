/** Each row of the cascade in a living daemon: what it does where the row is on, and that it does not where a flag or a layer switches the row off. */
import { describe, expect, it } from 'vitest';
import { CASCADE, type CascadeName } from '../../src/activation/cascade.js';
import { NO_WISHES } from '../../src/activation/read-activation.js';
import { mayDream } from '../../src/daemon/task-rules.js';
import { addTask } from '../../src/desk/tasks.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';
import { asked, live, MINUTE, outbox, tell, type Lived } from './lived-turns.js';

/** A daemon of an assistant that looks once, is told something and has a task that comes in a minute. */
async function life(
  flags: string,
  settings = 'assistant: true\n',
  proactive = false,
): Promise<Lived & { readonly kinds: readonly string[]; readonly heartbeat: unknown }> {
  const at = await kairosClone();
  at.world.files.lay({ [at.ws.memoryIndex]: '# Memory\n' });
  await at.repo.commit('remember', { '.kairos/MEMORY.md': '# Memory\n\nThe port is 6380.\n' }, { atMs: at.world.clock.now() - MINUTE });
  const wish = { schedule: 'every 1m', text: 'Say what waits', isCommand: false, permanent: false, isOfSession: false };
  await addTask(at.world, at.ws, PLAIN_VIEW, { ...wish, id: 'standup' });
  let heartbeat: unknown;
  const lived = await live(
    [{ always: true, say: 'hm' }],
    (here) => [
      { second: 30, act: () => tell(here, 'hello') },
      { second: 40, act: async () => (heartbeat = JSON.parse((await here.world.files.read(here.ws.daemonState)) ?? '')) },
    ],
    {
      at,
      settings: `format: 1\n${settings}`,
      wishes: { ...NO_WISHES, features: flags, proactive },
      forMs: 3 * MINUTE,
    },
  );
  return { ...lived, kinds: await kindsOf(at), heartbeat };
}

async function kindsOf({ world, ws }: KairosClone): Promise<string[]> {
  const { entries } = await readEntries(world, ws, PLAIN_VIEW);
  return entries.map(
    ({ kind, actor, text }) => `${kind}@${actor}${kind === 'message' ? ` ${text.slice(0, '[task standup]'.length)}` : ''}`,
  );
}

const tools = ({ model }: Lived): string[] => [...new Set(model.asked.flatMap((one) => (one.tools ?? []).map(({ name }) => name)))];
const looks = (lived: Lived): string[] => asked(lived).filter((text) => text.startsWith('<tick'));

describe('a row of the cascade', () => {
  it('daily-log: the agent writes of itself and reads the day; off, it writes nothing and reads MEMORY.md alone', async () => {
    const on = await life('');
    expect(on.kinds).toContain('decision@agent');
    expect(looks(on)[0]).toMatch(/today's log, \d+ entr/);
    expect(looks(on)[0]).toContain('> The port is 6380.');
    const off = await life('-KAIROS', 'assistant: true\n', true);
    // That a task ran is the schedule's own note.
    expect(off.kinds.filter((kind) => kind.endsWith('@agent') && kind !== 'task@agent')).toEqual([]);
    expect(looks(off)[0]).not.toContain("today's log");
    expect(looks(off)[0]).toContain('> The port is 6380.');
    // The repository's journal goes on.
    expect(off.kinds).toContain('message@user hello');
  });

  it('brief: there is SendUserMessage; off, there is none, and the person is answered by what memory holds alone', async () => {
    const on = await life('');
    expect(tools(on)).toContain('SendUserMessage');
    const off = await life('-KAIROS_BRIEF');
    expect(tools(off)).not.toContain('SendUserMessage');
    expect(await outbox(off.at)).toEqual([expect.stringMatching(/^normal: to "hello" \(\^\w+\): noted\./)]);
  });

  it('scheduler: what is due runs; off, nothing does', async () => {
    const task = 'message@user [task standup]';
    expect((await life('')).kinds).toContain(task);
    const off = await life('-AGENT_TRIGGERS');
    expect(off.kinds).not.toContain(task);
    expect(off.kinds).toContain('message@user hello');
  });

  it('auto-dream: the task of dreams alone begins one; off, open gates do', async () => {
    const last = (await life('')).states.at(-1);
    if (!last) throw new Error('nothing was decided');
    const stands = { ...last, slices: 0, tasks: { ...last.tasks, hasDreamTask: true, isDreamDue: false } };
    expect(stands.rights.on).toContain('auto-dream');
    expect(mayDream(stands)).toBe(false);
    const off = (await life('-AGENT_TRIGGERS')).states.at(-1);
    expect(off && mayDream({ ...stands, rights: off.rights })).toBe(true);
  });

  it('worker-type: the heartbeat says it; off, it says none', async () => {
    expect((await life('')).heartbeat).toMatchObject({ workerType: 'claude_code_assistant' });
    expect((await life('-KAIROS')).heartbeat).not.toHaveProperty('workerType');
  });

  it('proactive: it looks by itself and may sleep; off, it does neither and answers all the same', async () => {
    const on = await life('');
    expect(looks(on)).not.toEqual([]);
    expect(tools(on)).toContain('Sleep');
    const off = await life('-PROACTIVE');
    expect(looks(off)).toEqual([]);
    expect(tools(off)).not.toContain('Sleep');
    expect(asked(off).join()).toContain('hello');
    // PROACTIVE alone needs the word of whoever starts the daemon.
    expect(looks(await life('-KAIROS'))).toEqual([]);
    expect(looks(await life('none,PROACTIVE', 'assistant: false\n', true))).not.toEqual([]);
  });

  it('fast-mode: nothing reads it yet, and it says so', () => {
    const rows = Object.fromEntries(CASCADE.map(({ name, on, off }) => [name, `${on} ${off}`])) as Record<CascadeName, string>;
    expect(rows['fast-mode']).toMatch(/nothing reads it yet.*wraps none/);
    expect(Object.keys(rows)).toHaveLength(7);
  });
});
