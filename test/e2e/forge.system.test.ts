/**
 * A dream that is merged on a real forge (Gitea) in each of its ways. Runs only if KAIROS_TEST_FORGE_URL, _USER and _TOKEN name a forge; otherwise
 * the runner reports these tests as skipped.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { place, type Place } from './kairos.js';

const { KAIROS_TEST_FORGE_URL: url, KAIROS_TEST_FORGE_USER: user, KAIROS_TEST_FORGE_TOKEN: token } = process.env;

async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

async function isOnForge(path: string): Promise<boolean> {
  const { ok } = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `token ${token}` } });
  return ok;
}

interface Forged {
  readonly here: Place;
  readonly name: string;
  readonly branch: string;
  readonly pull: number;
}

/** A repository on the forge with an open pull request of a dream, whose body is the dream's report. */
async function dreamOnForge(name: string): Promise<Forged> {
  const here = place({ init: true });
  onTestFinished(() => here.repo.cleanup());
  await api('POST', 'user/repos', { name, default_branch: 'main' });
  onTestFinished(async () => void (await api('DELETE', `repos/${user}/${name}`)));
  const remote = new URL(`${url}/${user}/${name}.git`);
  [remote.username, remote.password] = [user ?? '', token ?? ''];
  here.repo.git('remote', 'add', 'origin', remote.href);
  here.repo.git('push', '-q', 'origin', 'main');
  here.ok(['dream', '--now']);
  const branch = here.json<{ branch: string }>(['review']).branch;
  here.repo.git('push', '-q', 'origin', branch);
  const report = here.repo.git('ls-tree', '--name-only', `${branch}:.kairos/dreams`).split('\n')[0];
  const body = here.repo.git('show', `${branch}:.kairos/dreams/${report}`);
  // The forge takes a pushed branch into its own tables a moment after the push.
  await expect.poll(async () => isOnForge(`repos/${user}/${name}/branches/${branch}`), { timeout: 20_000 }).toBe(true);
  await expect.poll(async () => isOnForge(`repos/${user}/${name}/branches/main`), { timeout: 20_000 }).toBe(true);
  const { number } = (await api('POST', `repos/${user}/${name}/pulls`, { title: 'Dream', head: branch, base: 'main', body })) as {
    number: number;
  };
  return { here, name, branch, pull: number };
}

const topicsIn = (here: Place): string => {
  const folder = join(here.root, '.kairos/topics');
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
};
const unique = (name: string): string => `kairos-${name}-${process.pid}`;

describe.runIf(url !== undefined && token !== undefined)('a dream on a forge', () => {
  it.each(['merge', 'squash', 'rebase', 'rebase-merge'])('merged there with "%s" is read back and settled', async (style) => {
    const { here, name, branch, pull } = await dreamOnForge(unique(style));
    await api('POST', `repos/${user}/${name}/pulls/${pull}/merge`, { Do: style, delete_branch_after_merge: true });
    here.repo.git('pull', '-q', 'origin', 'main');
    const { err } = here.kairos(['topics']);
    expect(err).toContain('settled:');
    expect(err).toContain('merged into main');
    expect(here.repo.git('branch', '--list', branch)).toBe('');
    expect(here.json(['review'])).toBeNull();
    expect(topicsIn(here)).toContain('Drop support for Node 18.');
    expect(here.ok(['dream', '--now'])).toContain('nothing to propose');
  });

  it('edited there before the merge lands as edited, and a claim that was deleted there counts as rejected', async () => {
    const { here, name, branch, pull } = await dreamOnForge(unique('edit'));
    const path = '.kairos/topics/supported-versions.md';
    const file = (await api('GET', `repos/${user}/${name}/contents/${path}?ref=${encodeURIComponent(branch)}`)) as {
      content: string;
      sha: string;
    };
    const text = Buffer.from(file.content, 'base64').toString('utf8');
    const edited = text.replace('Drop support for Node 18.', 'Node 18 is not supported any more.');
    expect(edited).not.toBe(text);
    await api('PUT', `repos/${user}/${name}/contents/${path}`, {
      branch,
      sha: file.sha,
      message: 'Say it plainly',
      content: Buffer.from(edited).toString('base64'),
    });
    await api('POST', `repos/${user}/${name}/pulls/${pull}/merge`, { Do: 'squash' });
    here.repo.git('pull', '-q', 'origin', 'main');
    expect(here.kairos(['topics']).err).toMatch(/settled:.*1 edited/);
    expect(topicsIn(here)).toContain('Node 18 is not supported any more.');
    expect(here.ok(['dream', '--now'])).toContain('nothing to propose');
  });

  it('closed there, with its branch deleted here, is rejected and does not come back', async () => {
    const { here, name, branch, pull } = await dreamOnForge(unique('close'));
    await api('PATCH', `repos/${user}/${name}/pulls/${pull}`, { state: 'closed' });
    here.repo.git('push', '-q', 'origin', `:${branch}`);
    here.repo.git('branch', '-D', branch);
    expect(here.kairos(['topics']).err).toMatch(/settled:.*closed/);
    expect(here.ok(['dream', '--now'])).toContain('nothing to propose');
  });
});
