/** Where long-term memory lies, as paths from the root of the repository: how a commit's tree names it. Pure. */
import { isTopicSlug } from './workspace.js';

/** The folder of all, and what of it a dream's commits may hold. */
export const MEMORY = {
  root: '.kairos',
  index: '.kairos/MEMORY.md',
  topics: '.kairos/topics',
  dreams: '.kairos/dreams',
} as const;

const REPORT = /^\.kairos\/dreams\/(\d{4}-\d{2}-\d{2})-([a-z0-9]+)\.md$/;

export function topicPath(slug: string): string {
  return `${MEMORY.topics}/${slug}.md`;
}

/** The slug of a topic's path; undefined for every other path. */
export function slugOf(path: string): string | undefined {
  const prefix = `${MEMORY.topics}/`;
  const name = path.startsWith(prefix) && path.endsWith('.md') ? path.slice(prefix.length, -'.md'.length) : '';
  return isTopicSlug(name) ? name : undefined;
}

/** The path of a dream's report. @param date the UTC day it was proposed on. */
export function reportPath({ date, dream }: { readonly date: string; readonly dream: string }): string {
  return `${MEMORY.dreams}/${date}-${dream}.md`;
}

/** The id of the dream whose report has this path; undefined for every other path. */
export function dreamOfPath(path: string): string | undefined {
  return REPORT.exec(path)?.[2];
}

/** True for the files that a dream may write: the index of memory, topics and reports, each under a name that every system can hold. */
export function isMemoryPath(path: string): boolean {
  return path === MEMORY.index || slugOf(path) !== undefined || dreamOfPath(path) !== undefined;
}

/** True for what lies where dreams write, whatever its name: a person may have put it there. */
export function isBesideMemory(path: string): boolean {
  return path === MEMORY.index || [MEMORY.topics, MEMORY.dreams].some((folder) => path.startsWith(`${folder}/`));
}

/** The path as people are shown it, relative to `.kairos`. */
export function belowKairos(path: string): string {
  return path.startsWith(`${MEMORY.root}/`) ? path.slice(MEMORY.root.length + 1) : path;
}
