/** What `kairos doctor` looks at, as a table of sections: each row says what holds or does not, with the place and the next command. It repairs nothing. */
import type { Workspace } from '../base/workspace.js';
import type { ConfigProblem } from '../config/config.js';
import { inspectCheckout, type Checkout } from '../journal/checkout.js';
import type { World } from '../world/world.js';
import { agentRows } from './doctor/agent-rows.js';
import { bad, note, well, type Examined, type Examination } from './doctor/examined.js';
import { gitRows } from './doctor/git-rows.js';
import { memoryRows } from './doctor/memory-rows.js';
import { recallRows } from './doctor/recall-rows.js';

export type { Examined } from './doctor/examined.js';

interface Section {
  /** Where the rows are read; 'anywhere' includes a plain folder. */
  readonly in: 'anywhere' | 'git' | 'a plain folder';
  rows(examination: Examination): Promise<Examined[]> | Examined[];
}

/** In the order in which they are shown. */
const SECTIONS: readonly Section[] = [
  { in: 'anywhere', rows: configRows },
  {
    in: 'a plain folder',
    rows: ({ ws }) => [
      ws.gitMissing
        ? bad('git', ws.gitMissing.message, ws.gitMissing.hint)
        : note('git', `${ws.root} is in no git repository: recall works, nothing else does`),
    ],
  },
  { in: 'git', rows: gitRows },
  { in: 'anywhere', rows: memoryRows },
  { in: 'anywhere', rows: recallRows },
  { in: 'git', rows: agentRows },
];

const NOTHING_TRACKED: Checkout = { hidden: new Set() };

/**
 * Runs every check, in a fixed order. Call it before anything is restored, since it reports the state on disk.
 * @param signal ends the wait for an embedder's server, which is three seconds at most.
 */
export async function examine(
  world: World,
  ws: Workspace,
  configProblems: readonly ConfigProblem[],
  signal?: AbortSignal,
): Promise<Examined[]> {
  const checkout = ws.hasGit ? await inspectCheckout(world, ws) : NOTHING_TRACKED;
  const examination: Examination = { world, ws, checkout, view: { hidden: checkout.hidden, overlay: new Map() }, configProblems, signal };
  const rows: Examined[] = [];
  for (const section of SECTIONS) {
    if (section.in === 'anywhere' || (section.in === 'git') === ws.hasGit) rows.push(...(await section.rows(examination)));
  }
  return rows;
}

function configRows({ configProblems }: Examination): Examined[] {
  if (configProblems.length === 0) return [well('config', 'read')];
  return configProblems.map(({ path, line, message, hint }) => bad('config', `${path}:${line}: ${message}`, hint));
}
