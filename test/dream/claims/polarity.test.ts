import { describe, expect, it } from 'vitest';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { isSamePolarity, polarityOf } from '../../../src/wording/polarity.js';
import { sameClaim } from '../../../src/dream/report/verdict.js';
import type { Entry } from '../../../src/memory/entry.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic, type NewBullet, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const LATER = '2026-04-01T00:00:00Z';

function dream(entries: Entry[], topics: Topic[] = []): ReturnType<typeof consolidate>['candidates'] {
  return consolidate({ entries, reachable: reachableOf(entries), topics, verdicts: [], nowMs: Date.parse('2026-11-20T00:00:00Z') })
    .candidates;
}

function topicOf(...bullets: NewBullet[]): Topic {
  return parseTopic(newTopicText({ slug: 'notes', title: 'Notes', description: 'What people noted', bullets }), 'topics/notes.md').topic;
}

/** A statement, and what a person noted later against it. */
const DENIALS: readonly [string, string][] = [
  ['We deploy on Fridays', 'We do not deploy on Fridays'],
  ['We deploy on Fridays', 'We never deploy on Fridays'],
  ['We deploy on Fridays', 'We no longer deploy on Fridays, because the last two went wrong'],
  ['We deploy on Fridays', "We don't deploy on Fridays any more."],
  ['We deploy on Fridays', 'We don’t deploy on Fridays'],
  ['We deploy on Fridays', 'Correction: we do not deploy on Fridays'],
  ['We deploy on Fridays', 'From today, we do not deploy on Fridays'],
  ['We deploy on Fridays', 'We stopped deploying on Fridays'],
  ['We deploy on Fridays', 'Deploying on Fridays is forbidden'],
  ['We deploy on Fridays', 'No deploys on Fridays please'],
  ['We deploy on Fridays', 'Nobody may deploy on Fridays'],
  ['We deploy on Fridays', 'We decided not to deploy on Fridays or Mondays'],
  ['We deploy on Fridays', 'It is not true that we deploy on Fridays'],
  ['We deploy on Fridays', 'Deploys on Fridays are not OK anymore'],
  ['We deploy on Fridays', 'The on-call rota changed. We do not deploy on Fridays.'],
  ['We never deploy on Fridays', 'We deploy on Fridays again'],
  ['We do not deploy on Fridays', 'Deploying on Fridays is allowed now'],
  ['Production deployment is allowed from laptops', 'Production deployment is not allowed from laptops'],
  ['Deploys are done without a review', 'Deploys are done with a review'],
  ['Releases are signed by the maintainer', 'Releases are unsigned by the maintainer'],
  ['Releases must be signed', 'Releases are not signed'],
  ['Telemetry is enabled by default', 'Telemetry is disabled by default'],
  ['Telemetry is on by default', 'Telemetry is not on by default'],
  ['Node 16 is supported', 'Node 16 is no longer supported'],
  ['Node 16 is supported', 'Node 16 is unsupported'],
  ['The integration tests need Redis', 'The integration tests do not need Redis'],
  ['The integration tests require Redis', 'The integration tests run without Redis'],
  ['Redis is required for the tests', 'Redis is optional for the tests'],
  ['Force pushes to main are allowed', 'Force pushes to main are prohibited'],
  ['Force-pushing to main is allowed for maintainers', 'Never force-push to main'],
  ['Always run the migrations before a deploy', 'Never run the migrations before a deploy'],
  ['Wir deployen freitags auf Produktion', 'Wir deployen freitags nicht auf Produktion'],
  ['On déploie le vendredi en production', 'On ne déploie pas le vendredi en production'],
  ['Desplegamos los viernes a producción', 'No desplegamos los viernes a producción'],
  ['Fazemos deploy na sexta em produção', 'Não fazemos deploy na sexta em produção'],
  ['我们在周五部署到生产环境', '我们不在周五部署到生产环境'],
  ['Facciamo deploy il venerdì in produzione', 'Non facciamo deploy il venerdì in produzione'],
  ['Мы деплоим в прод по пятницам', 'Мы не деплоим в прод по пятницам'],
  ['Deployment hari Jumat boleh dilakukan', 'Deployment hari Jumat tidak boleh dilakukan'],
  ['Releases must be signed', 'Releases need not be signed'],
  ['金曜日に本番へデプロイする', '金曜日に本番へデプロイしない'],
  ['금요일에 운영 환경에 배포한다', '금요일에 운영 환경에 배포하지 않는다'],
];

describe('a later note to the contrary', () => {
  it.each(DENIALS)('"%s" / "%s": alone is proposed, and is its only evidence', (before, after) => {
    const [old, now] = [noteEntry(before), noteEntry(after, { at: LATER })];
    const candidates = dream([old, now]);
    expect(candidates.map(({ type, evidence }) => [type, evidence.map(({ id }) => id)])).toEqual([['add', [now.id]]]);
  });

  it.each(DENIALS)('"%s" / "%s": takes the place of the claim, and is its only evidence', (before, after) => {
    const [old, now] = [noteEntry(before), noteEntry(after, { at: LATER })];
    const topic = topicOf({ id: 'aaaaaaaaaa', text: `${before}.`, date: '2026-03-01', entries: [old.id], commits: [] });
    const candidates = dream([old, now], [topic]);
    expect(candidates.map(({ type, target, evidence }) => [type, target, evidence.map(({ id }) => id)])).toEqual([
      ['supersede', 'aaaaaaaaaa', [now.id]],
    ]);
    expect(candidates[0]?.after).toBeDefined();
  });

  it('overrules a commit, as a commit overrules it', () => {
    const reason = 'The build fails otherwise, because of the proxy.';
    const commit = (subject: string, at?: string): Entry => commitEntry({ subject, body: reason, ...(at === undefined ? {} : { at }) });
    for (const [one, other] of [
      [commit('Always vendor dependencies'), noteEntry('We do not vendor dependencies', { at: LATER })],
      [noteEntry('We vendor dependencies in the repository'), commit('Never vendor dependencies in the repository', LATER)],
    ] as const) {
      expect(dream([one, other]).map(({ evidence }) => evidence.map(({ id }) => id))).toEqual([[other.id]]);
    }
  });

  it('is itself taken back by a third, which is the first one again', () => {
    const yes = noteEntry('We deploy on Fridays');
    const no = noteEntry('We do not deploy on Fridays', { at: LATER });
    const again = noteEntry('We deploy on Fridays', { at: '2026-05-01T00:00:00Z' });
    expect(dream([yes, no, again]).map(({ after }) => after)).toEqual(['We deploy on Fridays.']);
    const topic = topicOf({ id: 'aaaaaaaaaa', text: 'We do not deploy on Fridays.', date: '2026-04-01', entries: [no.id], commits: [] });
    expect(dream([yes, no, again], [topic])).toMatchObject([{ type: 'supersede', target: 'aaaaaaaaaa', after: 'We deploy on Fridays.' }]);
  });
});

describe('two notes of which none denies the other', () => {
  it.each([
    ['We deploy on Fridays', 'We deploy the docs on Mondays'],
    ['Tests do not need the network', 'The network tests need root'],
    ['The shop does not use Redis for caching', 'The shop uses Redis for sessions'],
    ['2FA is not required for contractors', '2FA is allowed for contractors'],
    ['We deploy on Fridays', 'We did not deploy on Fridays in 2019'],
    ['Never log request bodies', 'We log the duration of requests'],
    ['We deploy on Fridays', 'Do not forget to deploy on Fridays before noon'],
    ['We deploy on Fridays', 'The board shows "do not deploy on Fridays" as an example'],
    ['We deploy on Fridays', 'The daemon restarts on Fridays if nobody may deploy on Fridays'],
    ['Releases are signed by the maintainer', 'Tags are unsigned in the mirror'],
  ])('"%s" stands beside "%s"', (one, other) => {
    expect(dream([noteEntry(one), noteEntry(other, { at: LATER })])).toHaveLength(2);
  });

  it('leaves a claim alone where the denial is a doubt', () => {
    const old = noteEntry('We deploy on Fridays');
    expect(dream([old, noteEntry('Maybe we do not deploy on Fridays', { at: LATER })]).map(({ after }) => after)).toEqual([
      'We deploy on Fridays.',
    ]);
  });

  it('confirms no doubt by its denial', () => {
    const doubt = noteEntry('Maybe the login test fails on the slow runner');
    const denial = noteEntry('The login test does not fail on the slow runner', { at: LATER });
    expect(dream([doubt, denial]).map(({ evidence }) => evidence.map(({ id }) => id))).toEqual([[denial.id]]);
  });
});

describe('polarity', () => {
  it('tells what is done without from what is done with', () => {
    const same = (a: string, b: string): boolean => isSamePolarity(polarityOf(a), polarityOf(b));
    expect(same('The tests run with Redis and without Postgres', 'The tests run with Postgres and without Redis')).toBe(false);
    expect(same('Sessions are kept in a table, not in Redis', 'Sessions are kept in Redis, not in a table')).toBe(false);
    expect(same('Never vendor dependencies', 'Do not vendor dependencies')).toBe(true);
  });

  it.each(["The parser doesn't accept empty matter", 'The parser doesn’t accept empty matter', 'The parser doesnt accept empty matter'])(
    'makes two claims of a statement and its short denial: %s',
    (denial) => {
      expect(sameClaim('The parser does accept empty matter', denial)).toBe(false);
    },
  );
});
