/**
 * Measures the memory of an open index: node --expose-gc resident.js FOLDER QUESTION ... Prints the resident MB without the index, with it, and
 * after the questions.
 */
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { openLexical } from '../../src/recall/lexical/open-lexical.js';
import { planQuery } from '../../src/recall/question/query.js';
import { matchWords } from '../../src/recall/ranking/bm25.js';
import { workspaceOf } from '../../src/base/workspace.js';

const [, , root = '', ...questions] = process.argv;
const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, `${root}/home`);
const resident = (): number => {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  return Math.round(process.memoryUsage.rss() / 1e6);
};
const before = resident();
const index = await openLexical({ files: realFiles([root]), clock: realClock() }, ws, PLAIN_VIEW);
const opened = resident();
for (const question of questions) matchWords(index, planQuery(index, question));
process.stdout.write([before, opened, resident()].join(' '));
