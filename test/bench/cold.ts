/** One question in a process of its own, as a command asks it: node cold.js FOLDER QUESTION. Prints the process's peak memory in MB. */
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { PLAIN_VIEW } from '../../src/memory/store.js';
import { recall } from '../../src/recall/recall.js';
import { workspaceOf } from '../../src/workspace.js';

const [, , root = '', question = ''] = process.argv;
const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, `${root}/home`);
await recall({ files: realFiles([root]), clock: realClock() }, ws, PLAIN_VIEW, question);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
