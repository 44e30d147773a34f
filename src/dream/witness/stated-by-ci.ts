/** Reads of a workflow the versions that its matrix tests. Pure. It states what is tested, which counts where no manifest says what is required. */
import { jobsOfGitHub } from './ci-jobs.js';
import { fieldsOf } from './fields.js';
import { compareVersions } from './version-range.js';
import { stated, type SlotName, type Stated } from './slots.js';

const KEYS: readonly (readonly [RegExp, SlotName])[] = [
  [/^node(?:[-_]?(?:js)?[-_]?versions?)?$/i, 'node'],
  [/^go(?:[-_]?versions?)?$/i, 'go'],
  [/^python(?:[-_]?versions?)?$/i, 'python'],
  [/^php(?:[-_]?versions?)?$/i, 'php'],
  [/^(?:rust(?:[-_]?versions?)?|msrv)$/i, 'rust'],
];

/** The lowest version of each language or runtime in the matrices of what runs for each change. @param workflow a parsed file of `.github/workflows`. */
export function statedByWorkflow(workflow: unknown): Stated[] {
  const { jobs, isOfChanges } = jobsOfGitHub(workflow);
  const least = new Map<SlotName, string>();
  for (const { matrix } of isOfChanges ? jobs.filter(({ isOfEach }) => isOfEach) : []) {
    for (const [key, values] of Object.entries(fieldsOf(matrix))) {
      const slot = KEYS.find(([pattern]) => pattern.test(key))?.[1];
      if (slot === undefined || !Array.isArray(values)) continue;
      for (const value of values) {
        const version = /^v?(\d+(?:\.\d+)*)(?:\.x)?$/.exec(String(value).trim())?.[1];
        const known = least.get(slot);
        if (version !== undefined && (known === undefined || compareVersions(version, known) < 0)) least.set(slot, version);
      }
    }
  }
  return [...least].map(([slot, version]) => stated(slot, `>= ${version}`, version, `${version} is the lowest of the matrix`));
}
