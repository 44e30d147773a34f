/** Asks one question in a new process, as a command does, by words only: node cold.js FOLDER QUESTION. Prints the peak memory in MB. */
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { parseConfig } from '../config/parse-config.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import { workspaceOf } from '../../src/base/workspace.js';
import type { Embedders } from '../../src/world/embedders.js';

const [, , root = '', question = ''] = process.argv;
const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, `${root}/home`);
const embedders: Embedders = { choose: async () => ({ wanted: 'none' }), close: async () => undefined };
const settings = parseConfig('').config.recall;
await recall({ files: realFiles([root]), clock: realClock(), embedders }, ws, PLAIN_VIEW, questionOf(question, {}), { settings });
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
