/** Words the entries that say that kairos wrote them, though no journal here has them. Pure. */
import { harmless } from '../base/harmless-text.js';
import type { Restoration } from '../desk/catch-up.js';
import { plural } from './print.js';

const LOGS_MOST = 5;
const LINES_MOST = 3;
const STRANGE_WAY = 'read as external until "kairos log seal" makes it yours';

/** A line for each log with entries that kairos did not write, or one for many: after a new \`git init\` no entry has a witness. */
export function strangeText(strange: Restoration['strange']): string[] {
  if (strange.length <= LOGS_MOST)
    return strange.map(({ path, lines }) => {
      const more = lines.length > LINES_MOST ? ` and ${lines.length - LINES_MOST} more` : '';
      const where = `${harmless(path)}:${lines.slice(0, LINES_MOST).join(', ')}${more}`;
      return `${where}, which kairos did not write here; ${STRANGE_WAY}`;
    });
  const entries = strange.reduce((sum, { lines }) => sum + lines.length, 0);
  return [
    `${plural(entries, 'entry', 'entries')} of ${strange.length} logs, which kairos did not write here; ${STRANGE_WAY} ("kairos doctor" names them)`,
  ];
}
