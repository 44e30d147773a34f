/** Checks of `kairos doctor`: whether git ignores the logs, and whether the journal is as it was committed. */
import { shortId } from '../../base/git-objects.js';
import { memoryAttributes } from '../../activation/attributes.js';
import { unprotected } from '../../activation/setup.js';
import { plural } from '../../base/plural.js';
import { verifyJournal } from '../../journal/verify.js';
import { knownWriter } from '../../memory/writer.js';
import { forgetRows } from './forget-rows.js';
import { lockRows } from './lock-rows.js';
import { witnessRows } from './witness-rows.js';
import { bad, LISTED_MOST, listed, note, well, type Examined, type Examination } from './examined.js';

/** The rows about git and the journal. */
export async function gitRows(examination: Examination): Promise<Examined[]> {
  const { world, ws } = examination;
  return [
    checkoutRow(examination),
    await ignoredRow(examination),
    ...(await attributeRows(examination)),
    ...(await lockRows(examination)),
    ...(await journalRows(examination)),
    ...(await witnessRows(examination)),
    ...(await forgetRows(examination)),
    ...((await knownWriter(world, ws)) === undefined ? [note('writer', 'this work tree has written nothing yet', 'kairos init')] : []),
  ];
}

function checkoutRow({ checkout: { hidden, commit } }: Examination): Examined {
  if (hidden.size === 0) return well('checkout', 'git tracks nothing under the ignored names');
  const by = commit === undefined ? '' : `, brought by commit ${shortId(commit)}`;
  return bad(
    'checkout',
    `git tracks what must stay ignored, or a link or a repository of its own lies there${by}: ${listed([...hidden].toSorted())}`,
    'these are not read; leave the branch, git rm or remove them, and what was ours comes back',
  );
}

async function ignoredRow({ world, ws }: Examination): Promise<Examined> {
  const missing = await unprotected(world.files, ws);
  if (missing.length === 0) return well('ignored', 'logs stay out of every branch');
  return bad('ignored', `info/exclude lacks ${missing.join(', ')}: a branch without .kairos could take the logs in`, 'kairos init');
}

/** Nothing is said while git leaves the memory as it is. */
async function attributeRows({ world, ws }: Examination): Promise<Examined[]> {
  const { rewriting, isOpen } = await memoryAttributes(world, ws);
  const own = `${ws.root}/`;
  const rows = rewriting.map(({ path, line, attribute }) => {
    const place = `${path.startsWith(own) ? path.slice(own.length) : path}:${line}`;
    const isMended = path === ws.gitattributes || path === `${ws.root}/.gitattributes`;
    return bad(
      'attributes',
      `${place} has git rewrite the memory on checkout: ${attribute}`,
      isMended ? 'kairos init' : 'take the line out',
    );
  });
  if (rows.length === 0 && isOpen)
    rows.push(note('attributes', '.kairos/.gitattributes does not keep git from rewriting topics on checkout', 'kairos init'));
  return rows;
}

async function journalRows({ world, ws, view }: Examination): Promise<Examined[]> {
  const findings = await verifyJournal(world, ws, view);
  const changed = findings.filter(({ status }) => status !== 'intact');
  if (changed.length === 0) {
    const days = `${plural(findings.length, 'day stands', 'days stand')} as committed`;
    return [well('journal', findings.length === 0 ? 'nothing committed yet' : days)];
  }
  const rows = changed
    .slice(0, LISTED_MOST)
    .map(({ path, status, detail, hint }) =>
      bad(
        'journal',
        `${path} ${status}: ${detail}`,
        hint ?? (status === 'edited' ? 'kairos log seal keeps the edit; else put the line back as it was' : 'kairos restore'),
      ),
    );
  const rest = changed.length - rows.length;
  return rest > 0 ? [...rows, bad('journal', `and ${rest} more days that do not stand as committed`)] : rows;
}
