/** What the environment of a process means to kairos: where the user's folder is, whether the clock stands, which program runs. It reads no file but stamps and links. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { KairosError } from '../base/errors.js';
import { programStamp } from './program-stamp.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The script that runs as `kairos`. */
export const PROGRAM = join(import.meta.dirname, '../../bin/kairos.js');

/** `$XDG_CONFIG_HOME/kairos`, else `~/.config/kairos`. A relative XDG_CONFIG_HOME is ignored, as its standard demands. */
export function userHomeOf(env: Environment): string {
  const configured = env['XDG_CONFIG_HOME'];
  if (configured?.startsWith('/')) return `${withoutEndSlash(withoutDots(configured))}/kairos`;
  return `${withoutEndSlash(env['HOME'] || homedir())}/.config/kairos`;
}

/** `$CLAUDE_CONFIG_DIR`, else `~/.claude`: where Claude Code keeps its transcripts. */
export function agentHomeOf(env: Environment): string {
  const configured = env['CLAUDE_CONFIG_DIR'];
  if (configured?.startsWith('/')) return withoutEndSlash(configured);
  return `${withoutEndSlash(env['HOME'] || homedir())}/.claude`;
}

/** The time at which the clock stands (`KAIROS_NOW`), in milliseconds since 1970; undefined: it goes. @throws KairosError `bad-date`. */
export function standingAt(env: Environment): number | undefined {
  const now = env['KAIROS_NOW'];
  if (now === undefined || now === '') return undefined;
  const atMs = Date.parse(now);
  if (Number.isNaN(atMs))
    throw new KairosError('bad-date', `KAIROS_NOW is "${now}", which is no time`, { hint: 'write it as 2026-11-20T12:00:00Z' });
  return atMs;
}

/** Equal in processes of one program whose environment means the same to it. It holds no password, which an address may. No digest: what computes one loads slowly. */
export function likenessOf(env: Environment): string {
  const address = (env['OLLAMA_HOST'] ?? '').replace(/^.*@/, '');
  const parts = [programStamp(PROGRAM), process.version, userHomeOf(env), agentHomeOf(env), env['KAIROS_NOW'] ?? '', address];
  return JSON.stringify(parts);
}

/** The same folder without `.` and `..` in its path, which a link before them may lead elsewhere than the words say: so the system finds it. */
function withoutDots(path: string): string {
  if (!/\/\.{1,2}(?:\/|$)/.test(path)) return path;
  let at = '';
  for (const name of path.split('/').filter((one) => one !== '' && one !== '.')) {
    if (name !== '..') at = `${at}/${name}`;
    else at = dirname(realPathOf(at === '' ? '/' : at)).replace(/^\/$/, '');
  }
  return at;
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function withoutEndSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
