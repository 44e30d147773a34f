/** What the model is told, pinned: a change of a word is seen in a review. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROMPT_PARTS } from '../../src/agent/turn/prompt-parts.js';
import { systemPrompt } from '../../src/agent/turn/system-prompt.js';

const LIMITS = {
  budget: { turn: { calls: 12, tokens: 200_000 }, hour: { calls: 60, tokens: 600_000 }, day: { calls: 300, tokens: 3_000_000 } },
  sleepMs: { least: 60_000, most: 86_400_000 },
  proactive: { hour: 4, day: 12 },
};

describe('the system prompt', () => {
  it('ends with one section on tick, Sleep, budget, focus and notification while the agent looks by itself', () => {
    const text = systemPrompt(true, LIMITS);
    expect(`${text}\n`).toBe(readFileSync(new URL('../golden/proactive-prompt.txt', import.meta.url), 'utf8'));
    const headings = text.split('\n').filter((line) => line.startsWith('#'));
    expect(headings).toEqual(['## While you look by yourself', '### Tick', '### Sleep', '### Budget', '### Focus', '### Notification']);
    expect(text).not.toMatch(/\{\{|\}\}|undefined|NaN/);
  });

  it('has no such section otherwise', () => {
    expect(systemPrompt(false, LIMITS)).toBe(PROMPT_PARTS.agent);
    expect(PROMPT_PARTS.agent).not.toMatch(/tick|Sleep/);
  });

  it('is made of the files of templates/prompts: else run node scripts/prompts.js', () => {
    const folder = new URL('../../templates/prompts/', import.meta.url);
    const files = readdirSync(folder).toSorted();
    expect(Object.keys(PROMPT_PARTS)).toEqual(files.map((name) => name.replace(/\.md$/, '')));
    for (const name of files)
      expect(PROMPT_PARTS[name.replace(/\.md$/, '') as keyof typeof PROMPT_PARTS]).toBe(readFileSync(new URL(name, folder), 'utf8').trim());
  });
});
