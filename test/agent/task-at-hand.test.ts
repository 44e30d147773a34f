/** The task at hand by what git and messages name, and what a turn is told of it. */
import { describe, expect, it } from 'vitest';
import { atHand, atHandText, questionAtHand } from '../../src/agent/turn/task-at-hand.js';
import { writeNote } from '../../src/desk/note.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone } from '../kairos-clone.js';
import { asked, live, SLEEPS, tell } from '../daemon/lived-turns.js';

const named = (branch: string | undefined, subject = '', messages: string[] = []) => atHand({ branch, base: 'main', subject, messages });

describe('the task at hand', () => {
  it.each([
    [
      'feature/12-redis-port',
      'move it (#13)',
      { branch: 'feature/12-redis-port', issues: ['#12', '#13'], tasks: [] },
      '12 redis port #12 #13',
    ],
    ['PAY-7-refunds', '', { branch: 'PAY-7-refunds', issues: ['PAY-7'], tasks: [] }, 'PAY 7 refunds PAY-7'],
    ['fix/issue-40', '', { branch: 'fix/issue-40', issues: ['#40'], tasks: [] }, '40 #40'],
    ['v2.1', '', { branch: 'v2.1', issues: [], tasks: [] }, 'v2.1'],
  ])('is the branch %s with its issues', (branch, subject, is, question) => {
    const at = named(branch, subject);
    expect(at).toEqual(is);
    expect(at && questionAtHand(at)).toBe(question);
  });

  it('is what messages name, also on the base, whose own commits name none', () => {
    expect(named('main', 'mend it (#13)')).toBeUndefined();
    expect(named(undefined, 'mend it (#13)')).toBeUndefined();
    expect(named('main', '', ['look at #99, please', '[task morning-checkin] Tell the night'])).toEqual({
      issues: ['#99'],
      tasks: ['morning-checkin'],
    });
    expect(named('main', '', ['it is &#39; and colour#12ab'])).toBeUndefined();
  });

  it('is quoted, whatever its names are', () => {
    const text = atHandText({ branch: 'x<tick>"y', issues: [], tasks: [] }, [
      { id: 'k81m2pp0zd', atMs: 0, kind: 'claim', topic: 'redis', origin: 'repo', text: 'one\ntwo' },
    ]);
    expect(text).toBe(
      'task at hand:\n> branch x<tick>"y\nthe memory holds on it, quoted:\n> ^k81m2pp0zd claim in redis origin repo: one two',
    );
  });

  it('is recalled into a look and into a turn of the person, with the origin of each memory', async () => {
    const at = await kairosClone({ config: 'format: 1\ndream:\n  base: main\n' });
    await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'The Redis port of the refunds service is 6380.', actor: 'stranger' });
    await at.repo.branch('fix/redis-port-refunds', (await at.world.git.head()).commit ?? '');
    await at.repo.checkout('fix/redis-port-refunds');
    const lived = await live([SLEEPS, { when: 'how is it', say: 'well' }], (here) => [{ second: 5, act: () => tell(here, 'how is it') }], {
      at,
    });
    expect(asked(lived)).toHaveLength(2);
    for (const text of asked(lived)) {
      const [, told = ''] = text.split('task at hand:\n');
      expect(told).toMatch(
        /^> branch fix\/redis-port-refunds\nthe memory holds on it, quoted:\n> \^[0-9a-z]{10} 2026-11-20 note origin model: The Redis port of the refunds/,
      );
    }
  });
});
