import { expect, it } from 'vitest';
import { withTaskTools } from '../../src/desk/cron-tools.js';
import { approveTask, listTasks } from '../../src/desk/tasks.js';
import type { TurnMemory } from '../../src/daemon/turn-effects.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { virtualClone } from '../../src/replay/virtual-world.js';

const NONE: TurnMemory = { tools: () => [], call: async () => ({ text: 'of the memory' }) };

it('lets the agent add tasks that wait for the person, and take out those alone', async () => {
  const { world, ws } = await virtualClone();
  await world.files.write(ws.config, 'format: 1\n');
  const tools = withTaskTools(NONE);
  expect(tools.tools(true, { review: { verdicts: 'human' } }).map(({ name }) => name)).toEqual(['CronCreate', 'CronDelete', 'CronList']);
  const call = async (tool: string, input: Record<string, unknown>) => tools.call(world, ws, PLAIN_VIEW, { tool, input }, true);
  expect(await call('memory_search', {})).toEqual({ text: 'of the memory' });
  expect(await call('CronList', {})).toEqual({ text: 'there is no task' });
  expect((await call('CronCreate', { schedule: 'every 20m', prompt: 'Look at the build', id: 'build', permanent: true })).isError).toBe(
    true,
  );
  expect((await call('CronCreate', { schedule: 'soon', prompt: 'x' })).isError).toBe(true);
  expect((await call('CronCreate', { schedule: 'every 20m', prompt: 'Look at the build', id: 'build' })).text).toContain(
    'kairos task approve build',
  );
  const [row] = (await listTasks(world, ws, PLAIN_VIEW)).tasks;
  expect(row).toMatchObject({ consent: 'new', task: { permanent: false, durable: true } });
  await approveTask(world, ws, PLAIN_VIEW, 'build');
  expect(await call('CronDelete', { id: 'build' })).toMatchObject({ isError: true });
  await call('CronCreate', { schedule: 'in 45m', prompt: 'Remind me', id: 'remind' });
  expect(await call('CronList', {})).toMatchObject({ text: expect.stringContaining('remind (not approved)') as string });
  expect(await call('CronDelete', { id: 'remind' })).toMatchObject({ acted: true });
  expect((await listTasks(world, ws, PLAIN_VIEW)).tasks).toHaveLength(1);
});
