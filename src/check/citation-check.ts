/** Claims of a branch without a source that still stands. Reads git; decides by what is here, and says what it could not judge. */
import { shortId } from '../base/git-objects.js';
import { MEMORY } from '../base/memory-paths.js';
import { reportsIn } from '../dream/report/reports.js';
import type { Evidence } from '../dream/report/candidate.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import { changedPaths, type Compared, type Finding } from './finding.js';
import { shownText } from './shown-text.js';
import { fileQuotations, unsaidQuotations } from './quotation-check.js';
import type { Standing } from './tree-index.js';

/** What is known of sources beside the tree. */
export interface Sources {
  readonly base: ObjectId;
  /** Not all commits of the base are in this clone, so that one which is missing says nothing. */
  readonly isShallow: boolean;
  /** Entries of this clone's journal; undefined where there is none. */
  readonly journal: ReadonlySet<string> | undefined;
  /** What was forgotten. */
  readonly forgotten: ReadonlySet<string>;
}

export interface Citations {
  readonly findings: Finding[];
  /** Citations that this clone can neither prove nor refute. */
  readonly unproved: { readonly commits: number; readonly entries: number };
}

/** The claims that the branch adds or changes and that cite nothing that stands. */
export async function citationFindings(git: Git, compared: Compared, sources: Sources): Promise<Citations> {
  const changed = changedClaims(compared);
  const unproved = { commits: new Set<string>(), entries: new Set<string>() };
  if (changed.length === 0) return { findings: [], unproved: { commits: 0, entries: 0 } };
  const commits = await git.between([sources.base], []);
  const onBase = new Set(commits.map(shortId));
  const cited = new Set(changed.flatMap(({ bullet }) => bullet.entries));
  const quoted = quotedIn(compared);
  const news = newQuotations(compared).filter(({ id }) => cited.has(id));
  const { forged, former } = await unsaidQuotations(git, news, commits);
  const { said, unsaid } = await fileQuotations(git, news, sources.base, commits);
  const abouts = [...new Set(changed.flatMap(({ bullet }) => (bullet.about ?? []).map(({ path }) => path)))];
  const files = new Set(abouts.length === 0 ? [] : (await git.readTree(sources.base, abouts)).map(({ path }) => path));
  const isCommitLive = (id: string): boolean => {
    if (onBase.has(id.slice(0, 12)) || commits.some((one) => one.startsWith(id))) return true;
    if (sources.isShallow) unproved.commits.add(id);
    return sources.isShallow;
  };
  const isEntryLive = (id: string): boolean => {
    if (sources.forgotten.has(id)) return false;
    const evidence = quoted.get(id);
    if (evidence?.commit !== undefined && !former.has(id)) return isCommitLive(evidence.commit);
    if (sources.journal?.has(id) === true || said.has(id)) return true;
    if (evidence) unproved.entries.add(id);
    return evidence !== undefined;
  };
  const findings = changed.flatMap(({ bullet, topic }): Finding[] => {
    const { entries, commits: named, about = [] } = bullet;
    const place = { check: 'citations', subject: `^${bullet.address}`, path: `${MEMORY.root}/${topic.path}`, line: bullet.line } as const;
    const wrong = entries.find((id) => forged.has(id));
    if (wrong !== undefined) {
      const message = `cites (^${wrong}), which a report quotes with words that commit ${shortId(forged.get(wrong) ?? '')} does not have`;
      return [{ ...place, message, hint: 'take it out of the branch: what is quoted beside a commit stands in its message' }];
    }
    // The journal is a witness of what stood in a work tree and was never committed.
    const invented = entries.find((id) => unsaid.has(id) && sources.journal?.has(id) !== true && !sources.isShallow);
    if (invented !== undefined) {
      const message = `cites (^${invented}), which a report quotes with words that ${shownText(unsaid.get(invented) ?? '')} does not have in any commit of the base`;
      return [{ ...place, message, hint: 'take it out of the branch, or commit the file first' }];
    }
    // Each is asked, so that all that cannot be proved is counted.
    const live = [...entries.map(isEntryLive), ...named.map(isCommitLive), ...about.map(({ path }) => files.has(path))];
    if (live.includes(true)) return [];
    const why = live.length === 0 ? 'cites nothing' : 'cites nothing that stands: no commit of the base, and no entry that a report quotes';
    const hint = 'take it out of the branch, or name its source below it: evidence: (^ID) commit ID';
    return [{ ...place, message: `${why}: ${shownText(bullet.claim)}`, hint }];
  });
  return { findings, unproved: { commits: unproved.commits.size, entries: unproved.entries.size } };
}

/** The claims that hold on the branch and are not as any known state has them, in the order of topics. */
function changedClaims({ known, is }: Compared): Standing[] {
  return [...is.claims.values()].filter(({ bullet, topic }) => {
    if (bullet.struck || bullet.text.trim() === '') return false;
    const raw = topic.text.slice(bullet.start, bullet.end).trimEnd();
    return !known.some((files) => `\n${files.get(`${MEMORY.root}/${topic.path}`) ?? ''}\n`.includes(`\n${raw}\n`));
  });
}

function quotedIn({ after }: Compared): Map<string, Evidence> {
  const quoted = new Map<string, Evidence>();
  for (const { candidates } of reportsIn(after))
    for (const { evidence } of candidates) for (const one of evidence) if (!quoted.has(one.id)) quoted.set(one.id, one);
  return quoted;
}

/** All that the reports quote which the branch brings or changes; those of the base were looked at before. */
function newQuotations(compared: Compared): Evidence[] {
  const changed = changedPaths(compared);
  const reports = reportsIn(new Map(changed.map((path) => [path, compared.after.get(path) ?? ''])));
  return reports.flatMap(({ candidates }) => candidates.flatMap(({ evidence }) => evidence));
}
