/** What `kairos run` asks of a terminal and leaves of it, and what status says of the focus. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BIN, place, until, writeSettings, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

const here: Place = place({ init: true });
afterAll(() => here.repo.cleanup());
writeSettings(here.repo.env, 'brief: true\nrecall:\n  embedder: none\n  keepWarm: 0\n');
here.ok(['trust']);
const report = join(here.root, '.git/kairos/terminal.json');
const reported = (): unknown =>
  existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as { focused: unknown }).focused : undefined;

it.runIf(hasTerminal)('asks for reports of the focus, takes them, and puts the terminal back', async () => {
  const env = { ...here.repo.env, KAIROS_PROACTIVE: '1', PATH: process.env['PATH'] ?? '' };
  const line = `"${process.execPath}" "${BIN}" run; stty -a`;
  const ran = atTerminal(line, { cwd: here.root, env, answers: [['\u001b[?1004h', '\u001b[I']] });
  await until('the focus is reported', () => reported() === true);
  await until('status says so', () => here.json<{ focus?: { is: string } }>(['status', '--json']).focus?.is === 'focused');
  here.ok(['stop']);
  const { output } = await ran;
  expect(output.split('\u001b[?1004h')).toHaveLength(2);
  expect(output.split('\u001b[?1004l')).toHaveLength(2);
  expect(output.slice(output.indexOf('\u001b[?1004l'))).toMatch(/(?<!-)\bicanon\b[^]*(?<!-)\becho\b/);
  expect(reported()).toBeUndefined();
});

it('asks nothing of what is no terminal', async () => {
  const daemon = here.start(['run']);
  await daemon.said('next tick');
  here.ok(['stop']);
  await daemon.ended();
  expect(daemon.output()).not.toContain('\u001b[');
});
