/**
 * The task at hand, by what git and the messages of a turn name: a branch beside the base, issues, the tasks of the schedule that ask; and what memory holds on
 * it, which a turn begins with. By words alone, so that no model is loaded for it. It only reads.
 */
import type { Workspace } from '../../base/workspace.js';
import { branchName } from '../../base/refs.js';
import type { Config } from '../../config/config.js';
import { utcDay } from '../../dates/day.js';
import type { LogView } from '../../memory/log-view.js';
import { readSessionLine } from '../../memory/session-line.js';
import type { Hit } from '../../recall/hits.js';
import type { World } from '../../world/world.js';
import { quotedLine } from './quote.js';

export interface AtHand {
  /** Left out on the base, where nothing is at hand by it. */
  readonly branch?: string;
  /** `#12`, `PAY-7` */
  readonly issues: readonly string[];
  /** Of the schedule, whose prompts the turn takes up. */
  readonly tasks: readonly string[];
}

const ISSUES_MOST = 4;
const WORDS_OF_KIND =
  /^(?:feat|feature|features|fix|fixes|bugfix|hotfix|chore|docs?|refactor|test|tests|wip|task|issue|users?|dev|topic)$/i;
const TASK = /^\[task ([a-z0-9-]+)\] /;

/** The task at hand; undefined where nothing names one. @param subject of the branch's newest commit. Pure. */
export function atHand(named: {
  readonly branch: string | undefined;
  readonly base: string | undefined;
  readonly subject: string | undefined;
  readonly messages: readonly string[];
}): AtHand | undefined {
  const { branch, base, subject = '', messages } = named;
  const own = branch === undefined || branch === base ? undefined : branch;
  const tasks = [...new Set(messages.flatMap((text) => TASK.exec(text)?.[1] ?? []))];
  const issues = [...(own === undefined ? [] : [...issuesOfBranch(own), ...issuesIn(subject)]), ...messages.flatMap(issuesIn)];
  if (own === undefined && issues.length === 0 && tasks.length === 0) return undefined;
  return { ...(own !== undefined && { branch: own }), issues: [...new Set(issues)].slice(0, ISSUES_MOST), tasks };
}

function issuesIn(text: string): string[] {
  return text.match(/(?<![\p{L}\p{N}&])#\d{1,7}\b|\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b/gu) ?? [];
}

function issuesOfBranch(branch: string): string[] {
  const keys = branch.match(/(?<![\p{L}\p{N}])[A-Z][A-Z0-9]{1,9}-\d{1,7}(?![\p{L}\p{N}])/gu) ?? [];
  const numbers = branch.match(/(?<=^|\/|issues?-|gh-)\d{1,7}(?=[-_/]|$)/giu) ?? [];
  return [...keys, ...numbers.map((number) => `#${number}`)];
}

/** What memory is asked: the words that a branch and tasks are named by, and the issues. Pure. */
export function questionAtHand({ branch = '', issues, tasks }: AtHand): string {
  const words = [branch, ...tasks]
    .flatMap((name) => name.split(/[^\p{L}\p{N}.]+/u))
    .filter((word) => word !== '' && !WORDS_OF_KIND.test(word));
  return [...new Set([...words, ...issues])].join(' ');
}

/** As a part of a message to the model: what is at hand, and what memory holds on it, quoted with its origin. Pure. */
export function atHandText(
  { branch, issues, tasks }: AtHand,
  hits: readonly Pick<Hit, 'id' | 'atMs' | 'kind' | 'topic' | 'origin' | 'text'>[],
): string {
  const names = [
    ...(branch === undefined ? [] : [`branch ${branch}`]),
    ...issues.map((issue) => `issue ${issue}`),
    ...tasks.map((task) => `task ${task}`),
  ];
  const rows = hits.map(({ id, atMs, kind, topic, origin, text }) => {
    const day = atMs > 0 ? ` ${utcDay(atMs)}` : '';
    return quotedLine(`^${id}${day} ${kind}${topic === undefined ? '' : ` in ${topic}`} origin ${origin}: ${readSessionLine(text).text}`);
  });
  const held = rows.length === 0 ? 'the memory holds nothing on it surely' : 'the memory holds on it, quoted:';
  return ['task at hand:', quotedLine(names.join(', ')), held, ...rows].join('\n');
}

/** The same with what memory holds now; undefined where nothing is at hand. @throws KairosError as `recall`, `git-failed`. */
export async function taskAtHand(
  world: Pick<World, 'files' | 'git' | 'clock' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  { recall: settings }: Pick<Config, 'recall'>,
  told: { readonly base: string | undefined; readonly messages: readonly string[] },
): Promise<string | undefined> {
  const { ref, commit } = await world.git.head();
  const branch = ref === undefined ? undefined : branchName(ref);
  const subject = commit === undefined || branch === told.base ? undefined : (await world.git.commits([commit]))[0]?.subject;
  const at = atHand({ ...told, branch, subject });
  const asked = at === undefined ? '' : questionAtHand(at);
  if (at === undefined) return undefined;
  if (asked === '') return atHandText(at, []);
  // What recalls is loaded with the first task: a daemon of which none is at hand does not carry it.
  const { recallAtHand } = await import('./recall-at-hand.js');
  return atHandText(at, await recallAtHand(world, ws, view, settings, asked));
}
