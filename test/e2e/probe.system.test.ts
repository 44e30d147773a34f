/** `kairos probe`, typed: from a recall to a probe, in a clone as CI makes it, and in the forms that CI reads. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idIn, place, placeAt, type Place } from './kairos.js';

let shop: Place;
let claim: string;
beforeAll(() => {
  shop = place({ init: true });
  shop.ok(['dream', '--now']);
  shop.ok(['review', '--accept']);
  const topics = shop.ok(['topics', 'redis']);
  claim = idIn(topics);
});
afterAll(() => shop.repo.cleanup());

describe('kairos probe', () => {
  it('says what to type where there is none, and adds one from the recall just made', () => {
    expect(shop.ok(['probe'])).toContain('no probes yet; kairos probe add');
    shop.ok(['recall', 'where do sessions live', '--words']);
    expect(shop.ok(['probe', 'add', '--expect', `^${claim}`, '--words', 'Redis'])).toContain('where do sessions live');
    expect(shop.ok(['probe', 'run'])).toContain('1 probe: 1 passed');
    expect(shop.rows<{ question: string; expect: string[] }>(['probe', 'list'])).toMatchObject([
      { question: 'where do sessions live', expect: [claim] },
    ]);
  });

  it('shows what is known of the running system beside them, and no number of what is not', () => {
    const out = shop.ok(['probe']);
    expect(out).toMatch(/recalls +[1-9][.\d]* a day/);
    expect(out).toMatch(/promotions +[1-9]\d*, rejections 0/);
    expect(out).toMatch(/cost +not recorded: no language model was called in the last day/);
    expect(shop.ok(['probe', 'run', '--revision', 'HEAD', '--json'])).not.toContain('metrics');
  });

  it('refuses what stands only in the journal with exit code 3, says why and what to do', () => {
    const noted = idIn(shop.ok(['note', 'The till is at the door']));
    const { code, err } = shop.kairos(['probe', 'add', 'where is the till', '--expect', `^${noted}`]);
    expect([code, err]).toEqual([3, expect.stringMatching(/only in the journal[^]*hint: expect its words/)]);
    expect(shop.kairos(['probe', 'add', 'where is the till']).code).toBe(2);
    expect(shop.kairos(['probe', 'add', 'where is the till', '--words', 'door', '--top', '0']).code).toBe(2);
  });

  it('answers in a shallow clone as here, and leaves no trace of kairos there', () => {
    shop.repo.git('add', '.kairos');
    shop.repo.git('commit', '-q', '-m', 'Add a probe');
    const folder = join(shop.repo.env['HOME'] as string, 'ci');
    shop.repo.git('clone', '-q', '--depth', '1', `file://${shop.root}`, folder);
    const ci = placeAt(shop.repo, folder);
    const [probe, metrics] = ci.ok(['probe', '--json']).split('\n');
    expect(probe).toBe(shop.ok(['probe', '--json']).split('\n')[0]);
    expect(metrics).toBe('{"metrics":null}');
    expect(ci.ok(['probe'])).toContain('no metrics here');
    expect([
      existsSync(join(folder, '.git/kairos')),
      existsSync(join(folder, '.kairos/state')),
      existsSync(join(folder, '.kairos/index')),
    ]).toEqual([false, false, false]);
    expect(shop.repo.git('-C', folder, 'status', '--porcelain')).toBe('');
  });

  it('fails with exit code 1 where the memory lost it, in the forms that CI reads', () => {
    const { code, out } = shop.kairos(['probe', 'run', '--revision', 'HEAD~2', '--junit', 'probes.xml'], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=\.kairos\/scenarios\/probes\.yaml,line=5,title=where do sessions live::/m);
    expect(readFileSync(join(shop.root, 'probes.xml'), 'utf8')).toContain('failures="1"');
    expect(JSON.parse(shop.kairos(['probe', 'run', '--revision', 'HEAD~2', '--json']).out)).toMatchObject({
      probe: 'where do sessions live',
      outcome: 'failed',
    });
  });

  it('names line and column of what is wrong in the file, and asks nothing', () => {
    shop.repo.write('.kairos/scenarios/probes.yaml', 'format: 1\nprobes:\n  - question: a\n    wants: b\n');
    const { code, err } = shop.kairos(['probe']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/\.kairos\/scenarios\/probes\.yaml:4:5: an item of "probes" has no "wants"[^]*hint: it may have question/),
    ]);
  });
});
