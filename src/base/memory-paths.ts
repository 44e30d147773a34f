/** The paths of long-term memory from the root of the repository, as a commit's tree names them. Pure. */
import { isTopicSlug } from './workspace.js';

/** The folder of all memory, the parts that a dream's commits may change, and what is read of a commit beside them. */
export const MEMORY = {
  root: '.kairos',
  config: '.kairos/config.yaml',
  probes: '.kairos/scenarios/probes.yaml',
  index: '.kairos/MEMORY.md',
  topics: '.kairos/topics',
  dreams: '.kairos/dreams',
} as const;

const REPORT = /^\.kairos\/dreams\/(\d{4}-\d{2}-\d{2})-([a-z0-9]+)\.md$/;

/** The path of a topic. */
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

/** True for files that a dream may write: the index of memory, topics and reports, with names that are valid on every system. */
export function isMemoryPath(path: string): boolean {
  return path === MEMORY.index || slugOf(path) !== undefined || dreamOfPath(path) !== undefined;
}

/** True for the index of memory and all files in the folders of topics and reports, also those of a person under other names. */
export function isBesideMemory(path: string): boolean {
  return path === MEMORY.index || [MEMORY.topics, MEMORY.dreams].some((folder) => path.startsWith(`${folder}/`));
}

/** The path relative to `.kairos`, as people see it. */
export function belowKairos(path: string): string {
  return path.startsWith(`${MEMORY.root}/`) ? path.slice(MEMORY.root.length + 1) : path;
}
