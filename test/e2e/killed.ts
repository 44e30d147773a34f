/** Kills a command at its n-th call of git, which is the same moment on fast and slow machines. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { placeAt, until, type Place } from './kairos.js';

/** `before`: git goes on without the command that called it. `after`: the command never learns what git did. */
export type Moment = 'before' | 'after';

/** How often the command calls git when nobody kills it. It must do well. */
export function callsOf(shop: Place, args: readonly string[]): number {
  const { place, calls } = counting(shop);
  place.ok(args);
  return calls().length;
}

/**
 * Runs `kairos ARGS` and kills it (SIGKILL) at its nth call of git, or lets it end if it calls less often. Resolves when it is gone, and with it
 * every git that it had started.
 * @returns whether it was killed.
 */
export async function killed(shop: Place, args: readonly string[], call: number, moment: Moment): Promise<boolean> {
  const { place, calls } = counting(shop, { call, moment });
  const run = place.start(args);
  const code = await run.ended();
  await until('the gits that it had started have ended', () => calls().every(isGone));
  return code === null;
}

/** The same place with a git in front of git, which writes down its process id at each call. */
function counting(shop: Place, kill?: { readonly call: number; readonly moment: Moment }): { place: Place; calls: () => number[] } {
  const folder = mkdtempSync(join(dirname(shop.root), 'git-'));
  const list = join(folder, 'calls');
  const real = (shop.repo.env['PATH'] ?? '')
    .split(delimiter)
    .map((part) => join(part, 'git'))
    .find((path) => existsSync(path));
  // Its own line in the list says which call it is: others may be made at the same moment.
  const killing = `[ "$at" -eq ${kill?.call ?? 0} ] && kill -9 $PPID`;
  const body = kill?.moment === 'after' ? [`'${real}' "$@"`, 'code=$?', killing, 'exit $code'] : [killing, `exec '${real}' "$@"`];
  writeFileSync(
    join(folder, 'git'),
    ['#!/bin/sh', `echo $$ >> '${list}'`, `at=$(grep -nx $$ '${list}' | tail -n 1 | cut -d : -f 1)`, ...body, ''].join('\n'),
  );
  chmodSync(join(folder, 'git'), 0o755);
  const env = { ...shop.repo.env, PATH: `${folder}${delimiter}${shop.repo.env['PATH']}` };
  return {
    place: placeAt({ ...shop.repo, env }, shop.root),
    calls: () => (existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n').map(Number) : []),
  };
}

/** A process that nobody has waited for yet has ended all the same. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return existsSync(`/proc/${pid}/stat`) && /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
