/** What the model is told of its place, before all that is said: who it is, and, while it looks by itself, one section on how it does. Pure. */
import type { Budget } from '../../config/budget-keys.js';
import { PROMPT_PARTS } from './prompt-parts.js';

/** What the section says of the limits that hold. */
export interface PromptLimits {
  readonly budget: Budget;
  /** The shortest and the longest sleep. */
  readonly sleepMs: { readonly least: number; readonly most: number };
  /** So many messages of the agent's own accord may go out. */
  readonly proactive: { readonly hour: number; readonly day: number };
}

/** In this order behind one heading. */
const SECTION = ['tick', 'sleep', 'budget', 'focus', 'notification'] as const;
const HEADING = '## While you look by yourself';

/** The system prompt. Equal as long as settings and rights are, so that a server may keep it. @param isProactive the agent looks by itself, and there is a Sleep. */
export function systemPrompt(isProactive: boolean, limits: PromptLimits): string {
  if (!isProactive) return PROMPT_PARTS.agent;
  const { budget, sleepMs, proactive } = limits;
  const values: Readonly<Record<string, string>> = {
    sleepLeast: span(sleepMs.least),
    sleepMost: span(sleepMs.most),
    turnCalls: String(budget.turn.calls),
    turnTokens: String(budget.turn.tokens),
    hourTokens: String(budget.hour.tokens),
    dayTokens: String(budget.day.tokens),
    proactiveHour: String(proactive.hour),
    proactiveDay: String(proactive.day),
  };
  const filled = SECTION.map((name) => PROMPT_PARTS[name].replace(/\{\{(\w+)\}\}/g, (place, value: string) => values[value] ?? place));
  return [PROMPT_PARTS.agent, HEADING, ...filled].join('\n\n');
}

function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
