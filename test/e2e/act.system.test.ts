/** Acts in a real repository, with real git and the real sandbox: what they change, what they cannot reach, and what a kill leaves. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leave, place, writeSettings, type Place } from './kairos.js';

const PROBE = ['--unshare-user', '--unshare-pid', '--disable-userns', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', 'true'];
const hasSandbox = spawnSync('bwrap', PROBE).status === 0;
const SETTINGS = 'recall:\n  embedder: none\nact: propose\n';

interface Ran {
  readonly id: string;
  readonly said: string;
  readonly held: readonly string[];
  readonly output: string;
  readonly act: { readonly is: string; readonly branch: string; readonly said: string; readonly paths?: readonly string[] } | null;
}

/** All that is the person's: HEAD, refs, index, configuration, hooks, stash and files, byte for byte. Kairos's own folders and new objects are left out. */
function theirs(root: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/^\.kairos\/|^\.git\/(?:kairos|objects)(?:\/|$)|^\.git\/(?:logs\/)?refs\/(?:heads\/)?kairos(?:\/|$)/.test(path)) continue;
    hash.update(`${path}\0`);
    try {
      hash.update(readFileSync(join(root, path)));
    } catch {
      // A folder.
    }
  }
  return hash.digest('hex');
}

/** Of others, in the folder that all share. */
const MARK = '/tmp/kairos-act-mark';

/** Shell code, each of which prints ESCAPED where it gets out; run one after the other in one act. `$ROOT` is the person's work tree. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  'write the work tree': 'echo x > "$ROOT/README.md" && grep -q . "$ROOT/src/cart.js"',
  'write through a link': 'ln -s "$ROOT/src/cart.js" out; [ -e out ] && echo x >> out',
  'write by a way upwards': 'echo x >> ../../../../src/cart.js',
  'a hook of the person': 'echo x > "$ROOT/.git/hooks/post-commit" && [ -e "$ROOT/.git/HEAD" ]',
  'a hook of the folder': 'mkdir -p .git/hooks && echo x > .git/hooks/pre-commit',
  'configuration of the folder': 'git config core.fsmonitor "touch /x"',
  'configuration by hand': 'echo x >> .git/config',
  'configuration of the person by git': 'git -C "$ROOT" config core.pager x',
  'a filter': 'git config filter.lfs.clean "touch x"',
  alternates: 'echo /etc > .git/objects/info/alternates',
  'info of the folder': 'echo "* filter=x" > .git/info/attributes',
  'the index of the folder': 'git add README.md',
  'a commit': 'git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x',
  'a commit with the git directory named': 'git --git-dir="$ROOT/.git" --work-tree=. commit -q --allow-empty -m x',
  'a branch of the person': 'git -C "$ROOT" branch x',
  'a ref of kairos': 'git -C "$ROOT" update-ref refs/kairos/x HEAD',
  'a ref by hand': 'mkdir -p "$ROOT/.git/refs/heads" && [ -e "$ROOT/.git/config" ]',
  'the stash': 'git -C "$ROOT" stash',
  'the git directory moved away': 'mv .git g',
  'the git directory replaced': 'rm -rf .git && ln -s "$ROOT/.git" .git',
  'objects of the person': 'touch "$(cat .git/objects/info/alternates)/x"',
  'memory of the folder': 'echo x > .kairos/MEMORY.md',
  'memory moved away': 'mv .kairos k',
  'memory of the person': 'echo x > "$ROOT/.kairos/MEMORY.md"',
  'the key of the clone': 'cat "$ROOT/.git/kairos/key"',
  'the records of acts': 'ls ../*.json',
  'settings of the person': 'cat "$XDG/kairos/config.yaml"',
  'the home folder': 'cat "$HOME/mark"',
  'what lies in /tmp': `[ -e ${MARK} ]`,
  'sockets of the system': '[ -n "$(ls -A /run)" ]',
  'the system': 'touch /etc/x || touch /usr/x || touch /x',
  'the code of kairos': 'touch "$CODE/package.json"',
  'a variable of the person': '[ -n "$SECRET" ]',
  'the environment of the parent': 'grep -q SECRET /proc/*/environ',
  'processes of others': '[ "$(ls -d /proc/[0-9]* | wc -l)" -gt 12 ]',
  'the root of another process': 'ls /proc/1/root/home/x || ls "/proc/$OWNER/root"',
  'a file of another process': 'ls "/proc/$OWNER/fd/0"',
  'a signal': 'kill -0 "$OWNER"',
  'a terminal': ': > /dev/tty',
  'a disk': 'ls /dev/sd* /dev/nvme* /dev/vd*',
  'a network': '[ "$(tail -n +3 /proc/net/dev | grep -cv "^ *lo:")" != 0 ]',
  'another mount': 'mount -t tmpfs none src || umount .git',
  'the folder mounted anew': 'mount -o remount,rw /',
  'another user namespace': 'unshare -U true || unshare -m true',
  'another root': 'chroot / true',
  'system settings': 'echo 1 > /proc/sys/kernel/sysrq',
  'a device': 'mknod /tmp/d b 8 0',
  'a sandbox of its own': 'bwrap --ro-bind / / true',
};

describe.runIf(hasSandbox)('an act', () => {
  let shop: Place;
  const start = (command: string, env: Record<string, string> = {}, more: readonly string[] = []): Ran & { code: number | null } => {
    const { code, out, err } = shop.kairos(['act', 'start', '--json', ...more, '--', 'sh', '-c', command], { env });
    if (out === '') throw new Error(err);
    return { code, ...(JSON.parse(out) as Ran) };
  };
  const list = (): { id: string; title: string; is: string; branchIs: string; overlaps: string[] }[] =>
    shop.rows(['act', 'list', '--json']);
  const folder = (): string[] => readdirSync(join(shop.root, '.git/kairos/act')).toSorted();

  beforeAll(() => {
    shop = place({ init: true });
    writeSettings(shop.repo.env, SETTINGS);
    writeFileSync(join(shop.repo.env['HOME'] ?? '', 'mark'), 'x\n');
    writeFileSync(join(shop.root, 'src/cart.js'), 'stashed\n');
    shop.repo.git('stash');
    writeFileSync(join(shop.root, 'staged.txt'), 'staged\n');
    shop.repo.git('add', 'staged.txt');
    writeFileSync(join(shop.root, 'src/server.js'), 'dirty\n');
  });
  afterAll(() => {
    leave(shop);
    rmSync(MARK, { recursive: true, force: true });
  });

  it("becomes a branch with its reason and its act, leaves all that is the person's as it was, and comes to the base when they accept", () => {
    const before = theirs(shop.root);
    const ran = start('echo more >> src/cart.js; git log --oneline -1; echo AKIAIOSFODNN7EXAMPLE', {}, ['--title', 'Say more']);
    expect(ran).toMatchObject({ code: 0, held: ['files', 'processes', 'network'], act: { is: 'open', paths: ['src/cart.js'] } });
    expect(ran.id).toMatch(/^say-more-[0-9a-z]{4}$/);
    const branch = ran.act?.branch ?? '';
    expect(branch).toBe(`kairos/act/${ran.id}`);
    expect(shop.repo.git('log', '-1', '--format=%s|%an|%(trailers:key=Kairos-Act,valueonly)', branch).trim()).toBe(
      `Say more|kairos|${ran.id}`,
    );
    expect(shop.json<{ patch: string }>(['act', 'diff', 'say-more']).patch).toContain('+more');
    expect(theirs(shop.root)).toBe(before);
    // Nobody notes it before it stands on the base.
    shop.ok(['observe']);
    expect(shop.ok(['log', '--all'])).not.toMatch(/commit@kairos .*Say more/);
    const second = start('echo other >> src/cart.js');
    expect(list().map(({ overlaps }) => overlaps)).toEqual([[second.id], [ran.id]]);
    shop.ok(['act', 'drop', second.id]);
    expect(theirs(shop.root)).toBe(before);

    shop.ok(['act', 'accept', ran.id]);
    expect(shop.repo.git('log', '-1', '--format=%s').trim()).toBe('Say more');
    expect(readFileSync(join(shop.root, 'src/cart.js'), 'utf8')).toContain('more');
    expect(readFileSync(join(shop.root, 'src/server.js'), 'utf8')).toBe('dirty\n');
    expect(shop.repo.git('diff', '--cached', '--name-only').trim()).toBe('staged.txt');
    expect(shop.repo.git('for-each-ref', 'refs/heads/kairos')).toBe('');
    expect([list(), folder()]).toEqual([[], []]);
    expect(shop.ok(['log', '--all'])).toContain('the sandbox held files, processes, network');
  });

  it(`gets out by none of ${Object.keys(ATTEMPTS).length} ways`, () => {
    const before = theirs(shop.root);
    mkdirSync(MARK, { recursive: true });
    const code = new URL('../..', import.meta.url).pathname;
    const values = `ROOT='${shop.root}' XDG='${shop.repo.env['XDG_CONFIG_HOME']}' CODE='${code}' OWNER=${process.pid}`;
    const tries = Object.entries(ATTEMPTS).map(
      ([name, text]) => `if ( ${text} ) >/dev/null 2>&1; then echo 'ESCAPED: ${name}'; else echo held; fi`,
    );
    const { output, held } = start(`export ${values}\n${tries.join('\n')}`, { SECRET: 'x' });
    expect(output.split('\n').filter((line) => line.startsWith('ESCAPED'))).toEqual([]);
    expect(output.trim().split('\n')).toHaveLength(tries.length);
    expect(held).toHaveLength(3);
    expect(theirs(shop.root)).toBe(before);
    shop.ok(['act', 'drop', list()[0]?.id ?? '']);
  });

  it('is refused with what touches .kairos, and with a repository in it; one that fails leaves no branch', () => {
    for (const [command, said] of [
      ['mkdir .Kairos; echo x > .Kairos/y', 'it changed .Kairos/y'],
      ['git init -q n; echo x > n/a', 'another repository'],
      ['echo x > a; exit 3', 'ended with code 3'],
    ] as const) {
      const { code, act } = start(command);
      expect([code, act?.is]).toEqual([1, 'failed']);
      expect(act?.said).toContain(said);
    }
    expect(shop.repo.git('for-each-ref', 'refs/heads/kairos')).toBe('');
    expect(shop.kairos(['act', 'accept', list()[0]?.id ?? '']).code).toBe(1);
    shop.ok(['act', 'drop', list()[0]?.id ?? '']);
  });

  it('that a kill cuts off in any phase loses nothing that was committed, and the next command clears up', () => {
    const bin = join(shop.repo.root, '../killing');
    mkdirSync(bin, { recursive: true });
    const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    const before = theirs(shop.root);
    const became: (string | undefined)[] = [];
    for (const phase of ['commit-tree', 'fetch', '--stdin']) {
      writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase " $* " in *" ${phase} "*) kill -9 $PPID; sleep 0.2;; esac\nexec ${git} "$@"\n`);
      chmodSync(join(bin, 'git'), 0o755);
      const PATH = `${bin}:${process.env['PATH'] ?? ''}`;
      const killed = shop.kairos(['act', 'start', '--title', `killed ${phase}`, '--', 'sh', '-c', `echo ${phase} > made`], {
        env: { PATH },
      });
      expect(killed.code).toBeNull();
      became.push(list().find(({ title }) => title === `killed ${phase}`)?.is);
    }
    expect(became).toEqual(['failed', 'open', 'open']);
    expect(shop.json<{ patch: string }>(['act', 'diff', 'killed-fetch']).patch).toContain('+fetch');
    // The folders of those that became branches are gone.
    expect(folder().filter((name) => name.startsWith('killed-') && !name.includes('.'))).toHaveLength(1);
    expect(theirs(shop.root)).toBe(before);
  });
});

describe('an act that nobody allowed', () => {
  it('is refused with the setting that allows it; without a sandbox, too, unless the settings need none', () => {
    const shop = place({ init: true });
    try {
      const nothing = join(shop.repo.root, '../bin');
      mkdirSync(nothing, { recursive: true });
      for (const name of ['git', 'sh', 'touch'])
        spawnSync('ln', ['-s', spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim(), join(nothing, name)]);
      const start = (settings: string): { code: number | null; err: string; out: string } => {
        writeSettings(shop.repo.env, `recall:\n  embedder: none\n${settings}`);
        return shop.kairos(['act', 'start', '--', 'touch', 'made'], { env: { PATH: nothing } });
      };
      expect(start('')).toMatchObject({ code: 3, err: expect.stringContaining('kairos config set act propose') as string });
      expect(start('act: on\n')).toMatchObject({ code: 3, err: expect.stringContaining('kairos config set act.sandbox none') as string });
      expect(existsSync(join(shop.root, '.git/kairos/act')) ? readdirSync(join(shop.root, '.git/kairos/act')) : []).toEqual([]);
      expect(start('act: on\nact.sandbox: none\n')).toMatchObject({
        code: 0,
        out: expect.stringContaining('no sandbox held it') as string,
      });
    } finally {
      leave(shop);
    }
  });
});
