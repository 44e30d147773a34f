/** The tool for tests: a real child that only sleeps, so that what is promised of jobs can be tried in a real daemon. Pure. */
import type { Config } from '../config/config.js';
import type { ToolCall } from './event.js';

const SECONDS_MAX = 3600;

/** The call of `test-child`; undefined where the user's own settings do not have it (`tools.test`), or for a time that is none. @param seconds 0 to 3600. */
export function testChild({ tools }: Pick<Config, 'tools'>, seconds: number): ToolCall | undefined {
  if (!tools.test || !(seconds >= 0 && seconds <= SECONDS_MAX)) return undefined;
  return { tool: 'test-child', title: `sleeps ${seconds} s`, argv: ['sleep', String(seconds)] };
}
