/** Probes of the base that a branch makes fail. Pure. */
import { MEMORY } from '../base/memory-paths.js';
import { askProbes } from './ask-probe.js';
import type { Config } from '../config/config.js';
import type { Finding } from './finding.js';
import { passes, type Probe } from './probe.js';
import type { TreeIndex } from './tree-index.js';

export interface ProbesChecked {
  readonly findings: Finding[];
  /** Questions that the base fails, too. */
  readonly failing: readonly string[];
}

/** Each probe is asked of the base and of what stands once the branch has landed, with the settings of the base. */
export function probeFindings(base: TreeIndex, landed: TreeIndex, probes: readonly Probe[], settings: Config['recall']): ProbesChecked {
  const [before, now] = [askProbes(base, probes, settings), askProbes(landed, probes, settings, new Set(base.claims.keys()))];
  const dropped = now.filter((result, at) => !passes(result) && passes(before[at] ?? result));
  return {
    findings: dropped.map(({ probe, failures }) => ({
      check: 'probes',
      subject: probe.question,
      message: `the branch fails a probe that the base passes: ${failures.join('; ')}`,
      path: MEMORY.probes,
      line: probe.line,
      hint: 'reject the claim that changed it; where the answer is another now, change the probe on the base',
    })),
    failing: before.flatMap((result) => (passes(result) ? [] : [result.probe.question])),
  };
}
