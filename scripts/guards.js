// Takes out the guards of the frozen corpus one at a time, and shows that the scenario which holds a guard then fails, and passes with it.
//   node scripts/guards.js [--without] [SCENARIO...]      --without: does not live them with their guards as well
import { readdirSync, readFileSync } from 'node:fs';
import { GUARDS } from './corpus-guards.js';
import { loadEngine } from './engine.js';

const folder = new URL('../corpus/', import.meta.url);
const isWithout = process.argv.includes('--without');
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const texts = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));
const whole = await loadEngine();

console.log('| scenario | guard | taken out in | without it |\n| --- | --- | --- | --- |');
for (const text of texts) {
  for (const scenario of whole.readScenarios(text, '').scenarios) {
    const { name } = scenario;
    if (named.length > 0 && !named.includes(name)) continue;
    const before = isWithout ? { outcome: 'passed' } : await whole.liveScenario(scenario);
    const edits = GUARDS[name] ?? [];
    const without = edits.length === 0 ? undefined : await liveWithout(edits, text, name);
    // A program that breaks shows nothing of the guard.
    const held = before.outcome === 'passed' && without?.outcome === 'failed' && !/\bError: /.test(without.difference?.what ?? '');
    if (!held) process.exitCode = 1;
    const { what = '', actual = '' } = without?.difference ?? {};
    const said = without === undefined ? 'no edit takes it out' : `${without.outcome}: ${what}; ${actual}`;
    const places = edits.map(([file]) => `\`${file}\``).join(', ');
    const cells = [name, scenario.guard ?? 'none', places, held ? said : `NOT HELD (${before.outcome}) ${said}`];
    console.log(`| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 160)).join(' | ')} |`);
  }
}

async function liveWithout(edits, text, name) {
  const done = new Set();
  const { readScenarios, liveScenario } = await loadEngine((file, source) => {
    let next = source;
    for (const [place, find, replace] of edits) {
      if (place !== file) continue;
      if (next.split(find).length !== 2) throw new Error(`${name}: ${file} holds it ${next.split(find).length - 1} times: ${find}`);
      next = next.replace(find, () => replace);
      done.add(find);
    }
    return next === source ? null : next;
  });
  if (done.size !== edits.length) throw new Error(`${name}: a file of its edits is not part of the program`);
  return liveScenario(readScenarios(text, '').scenarios.find((one) => one.name === name));
}
