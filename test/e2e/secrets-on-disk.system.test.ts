/** Secrets in every shape, as subject, body, note, message, name of a file and of a session: nothing of kairos on the disk holds one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SHAPES } from '../observe/secret-shapes.js';
import { place } from './kairos.js';

const shop = place({ init: true });
afterAll(() => shop.repo.cleanup());

const texts = SHAPES.map(([around, secret]) => around.replace('§', () => secret));
const lines = texts.filter((text) => !text.includes('\n'));
/** In three parts, so that no scanner takes this file for a leak. */
const JWT = ['eyJhbGciOiJIUzI1NiJ9', `eyJzdWIiOiIx${'Qw3Rt7Yz'.repeat(20)}`, 'Zk8Qm2Vt5Rx9Lp3Nw7Bd4Hs6'].join('.');
const TOKEN = ['gh', 'p_', 'Zk8Qm2Vt5Rx9Lp3Nw7Bd4Hs6Zk8Qm2Vt5Rx9'].join('');
const BELOW = 'Ty6Ui3Op9As2Df5Gh8Jk1Zx4';

/** One commit a message, on top of main, by one process. */
function commit(messages: readonly string[]): void {
  const tip = shop.repo.git('rev-parse', 'HEAD');
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = messages.map((message, n) => {
    const from = n === 0 ? `from ${tip}\n` : '';
    const file = `M 100644 inline src/${n === 0 ? `${'a'.repeat(40)}/${JWT.slice(0, 200)}${JWT.slice(200)}` : `some/folder/with/quite/a/long/name/f${n}`}\n${data('x')}`;
    return `commit refs/heads/main\ncommitter A <a@example.invalid> ${1_780_000_000 + n} +0000\n${data(message)}${from}${file}\n`;
  });
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: shop.root, env: shop.repo.env, input: stream.join('') });
  shop.repo.git('reset', '-q', '--mixed');
}

beforeAll(() => {
  commit([
    ...lines,
    ...texts.map((text) => `Change the deployment\n\nIt was this until now:\n\n${text}\n\nReviewed twice.`),
    `Rotate the deploy token\n\n${BELOW}\n\nReviewed twice.`,
    `AWS_SECRET_ACCESS_KEY=\n\n${BELOW}`,
  ]);
  shop.ok(['observe', '--all']);
  mkdirSync(join(shop.root, '.kairos/queue/new'), { recursive: true });
  for (const [n, text] of texts.entries()) writeFileSync(join(shop.root, `.kairos/queue/new/${n}`), `Remember, ${text}`);
  // A tick takes so many messages and leaves the rest for the next.
  const queue = join(shop.root, '.kairos/queue/new');
  for (let ticks = 0; ticks < 5 && readdirSync(queue).length > 0; ticks++) shop.ok(['run', '--once']);
  for (const text of [lines[0] ?? '', TOKEN, `the wifi password is ${'hunt'}er22`]) shop.ok(['note', text]);
  shop.ok(['session', 'start', TOKEN]);
  shop.ok(['session', 'end', TOKEN, '--inputs', '3']);
  shop.kairos(['recall', TOKEN]);
  // A branch of that name comes, is stood on, is left and goes; its reflog names somebody who typed a token as their name.
  shop.repo.git('-c', `user.name=${TOKEN}`, 'checkout', '-q', '-b', `team/of/${JWT}`);
  shop.ok(['observe']);
  shop.repo.git('-c', `user.name=${TOKEN}`, 'commit', '-q', '--allow-empty', '-m', 'Try it');
  shop.ok(['observe']);
  shop.repo.git('-c', `user.name=${TOKEN}`, 'checkout', '-q', 'main');
  shop.repo.git('branch', '-q', '-D', `team/of/${JWT}`);
  shop.ok(['observe']);
});

it('is nowhere on the disk', () => {
  const written = [join(shop.root, '.kairos'), join(shop.root, '.git/kairos')]
    .flatMap(filesBelow)
    .map((path) => readFileSync(path, 'utf8'));
  const refs = shop.repo.git('for-each-ref', '--format=%(refname)', 'refs/kairos').split('\n').filter(Boolean);
  const kept = refs.flatMap((ref) =>
    shop.repo
      .git('ls-tree', '-r', '--format=%(objectname)', ref)
      .split('\n')
      .filter(Boolean)
      .map((id) => shop.repo.git('cat-file', 'blob', id)),
  );
  const all = [...written, ...kept].join('\n');
  // What was written stands there: a test that reads the wrong place finds no secret either.
  expect(all).toContain('Change the deployment');
  expect(all).toContain('Remember, ');
  expect(all).toContain('[secret: github]');
  expect(all).toMatch(/\[secret: jwt\] deleted/);
  const secrets = [
    ...SHAPES.flatMap(([, secret]) => secret.split(/[\s\\\p{Default_Ignorable_Code_Point}]+/u)),
    TOKEN,
    TOKEN.toLowerCase(),
    BELOW,
    JWT.slice(-160),
  ];
  // Words that a phrase or a plain password has in common with prose stand there by right.
  const telling = secrets.filter((secret) => secret.length >= 8 && /\d|[A-Z].*[A-Z]/.test(secret));
  expect(telling.length).toBeGreaterThan(100);
  for (const secret of telling) expect([secret, all.includes(secret)]).toEqual([secret, false]);
});

it('names a session that is a secret by its digest, the same at both ends', () => {
  const sessions = shop.ok(['log', '--json']).match(/"(?:start|end) [0-9a-z]{10}(?: input 3)?"/g) ?? [];
  expect(sessions.map((text) => text.slice(1).split(' ').slice(0, 2).join(' '))).toHaveLength(2);
  expect(new Set(sessions.map((text) => text.split(' ')[1]?.replace('"', ''))).size).toBe(1);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
