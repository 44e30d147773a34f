/** Pairs of notes, an older and a newer one, and a question in other words. What must come first, and how the older one must be marked. */

export type PairKind = 'negation' | 'value' | 'replacement' | 'reversal' | 'language' | 'unrelated';

export interface Pair {
  readonly kind: PairKind;
  readonly older: string;
  readonly newer: string;
  readonly question: string;
}

const pairs = (kind: PairKind, ...rows: readonly (readonly [older: string, newer: string, question: string])[]): Pair[] =>
  rows.map(([older, newer, question]) => ({ kind, older, newer, question }));

export const PAIRS: readonly Pair[] = [
  ...pairs(
    'negation',
    ['We deploy on Fridays.', 'We do not deploy on Fridays.', 'can I deploy on a friday afternoon'],
    [
      'Every merge to main rebuilds the search index.',
      'Merging to main no longer triggers a rebuild of the search index.',
      'does merging rebuild the index',
    ],
    [
      'The gateway logs request bodies for debugging.',
      'Request bodies must never be logged by the gateway.',
      'are request bodies written to the log',
    ],
    ['Contractors may push straight to the release branch.', "Contractors can't push to the release branch.", 'push rights of contractors'],
    [
      'The mobile app works offline for up to a day.',
      'Offline use of the mobile app is not supported.',
      'can the app be used without network',
    ],
    [
      'Images are resized in the browser before the upload.',
      'We stopped resizing images in the browser; the server does it.',
      'where are images resized',
    ],
    [
      'The report generator needs a running X server.',
      'Since the headless build the report generator runs without an X server.',
      'does the report generator need a display',
    ],
    ['Guests are allowed to comment on public boards.', 'Commenting on public boards is disabled for guests.', 'may guests comment'],
    [
      'Migrations run automatically when the service starts.',
      'Do not count on migrations at start-up: the service never runs them by itself.',
      'when do migrations run',
    ],
    [
      'The nightly job e-mails its summary to the whole team.',
      'Nobody gets the summary of the nightly job by e-mail any more.',
      'who receives the nightly summary',
    ],
  ),
  ...pairs(
    'value',
    ['The dev server listens on port 3000.', 'The dev server listens on port 3001.', 'port of the dev server'],
    ['The session timeout is 30 minutes.', 'Sessions now time out after two hours.', 'how long does a session last'],
    ['Postgres 13 is what we run in production.', 'Production is on Postgres 16.', 'which postgres version in production'],
    ['The upload limit is 5 MB.', 'We raised the upload limit to 50 MB.', 'how large may an upload be'],
    [
      'The docs site is served from https://docs.old.example/start.',
      'You will find the docs site at https://handbook.example.',
      'where is the docs site',
    ],
    ['Standup is at 9:30.', 'Standup moved to 10:15.', 'what time is standup'],
    ['The default branch is master.', 'The default branch is main.', 'name of the default branch'],
    ['Retries back off up to 4 times.', 'The client retries 7 times with a back off.', 'how often does the client retry'],
    ['Code freeze starts on Wednesday.', 'The code freeze begins on Monday.', 'when does the freeze start'],
    ['Cache entries live for 10 minutes.', 'Entries in the cache are kept for 45 seconds.', 'lifetime of cache entries'],
  ),
  ...pairs(
    'replacement',
    ['Sessions are kept in Redis.', 'Sessions live in PostgreSQL instead of Redis.', 'where do we keep sessions'],
    ['Our linter is ESLint with a shared config.', 'We replaced ESLint with Biome.', 'which linter do we use'],
    ['Logs are shipped with Fluentd.', 'Vector took the place of Fluentd for shipping logs.', 'how are logs shipped'],
    ['The front end is bundled by webpack.', 'We moved the front end from webpack to Vite.', 'bundler of the front end'],
    ['Payments go through Adyen.', 'All payments are handled by Stripe; the Adyen contract was cancelled.', 'payment provider'],
    [
      'Feature toggles are managed in LaunchDarkly.',
      'Unleash supersedes LaunchDarkly for our feature toggles.',
      'tool for feature toggles',
    ],
    ['The wiki is on Confluence.', 'The wiki was migrated to Notion last week.', 'where is our wiki'],
    ['Metrics are scraped by Prometheus.', 'Prometheus has been retired, and metrics go to Grafana Cloud.', 'who collects metrics'],
    ['Unit tests use Mocha and Chai.', 'Unit tests were rewritten for Vitest.', 'unit test framework'],
    ['Secrets are stored in Vault.', 'Instead of Vault, secrets are stored in AWS Secrets Manager.', 'where are secrets stored'],
  ),
  ...pairs(
    'reversal',
    ['We will drop the legacy importer in March.', 'The legacy importer stays after all.', 'will the legacy importer be dropped'],
    [
      'The API gateway was rolled out to all regions.',
      'The rollout of the API gateway was reverted in all regions.',
      'is the gateway live everywhere',
    ],
    ['Monthly releases were approved by the board.', 'The board withdrew its approval of monthly releases.', 'do we release monthly'],
    [
      'We agreed to write new services in Go.',
      'The decision for Go in new services was overturned; Kotlin it is.',
      'language for new services',
    ],
    [
      'Trial accounts are limited to three projects.',
      'The limit of projects for trial accounts was lifted.',
      'how many projects in a trial account',
    ],
    [
      'We turned off telemetry in the desktop client.',
      'Telemetry in the desktop client is turned on again.',
      'is desktop telemetry active',
    ],
    [
      'The plan is to merge the two billing repositories.',
      'We are undoing the merge plan: billing keeps two repositories.',
      'do billing repositories get merged',
    ],
    ['Support for Safari 14 was removed.', 'Support for Safari 14 is back.', 'do we support safari 14'],
    ['Dark mode was cancelled.', 'Dark mode has been reinstated for the autumn release.', 'will there be dark mode'],
    [
      'The exam portal must use single sign-on.',
      'On second thoughts the exam portal goes without single sign-on.',
      'how do students log in to the exam portal',
    ],
  ),
  ...pairs(
    'language',
    ['Wir deployen freitags.', 'Wir deployen freitags nicht mehr.', 'Wird freitags deployt?'],
    ['Die Rechnungen werden mit LaTeX erzeugt.', 'Rechnungen erzeugt jetzt Typst statt LaTeX.', 'Womit erzeugen wir Rechnungen?'],
    ['Le cache est vidé chaque nuit.', "Le cache n'est jamais vidé.", 'quand le cache est-il vidé'],
    ['Los informes se generan en Excel.', 'Los informes se generan en PDF en lugar de Excel.', '¿en qué formato salen los informes?'],
    ['O servidor de testes usa a porta 8080.', 'O servidor de testes mudou para a porta 9090.', 'qual é a porta do servidor de testes'],
    ['I backup vengono salvati su nastro.', 'I backup non vengono più salvati su nastro ma su S3.', 'dove sono salvati i backup'],
    ['Тесты запускаются в Jenkins.', 'Тесты больше не запускаются в Jenkins, мы перешли на GitLab.', 'где запускаются тесты'],
    ['部署在周五进行。', '周五不再部署。', '周五部署吗'],
    ['キャッシュの保存期間は10分です。', 'キャッシュの保存期間を30分に変更した。', 'キャッシュの保存期間'],
    ['결제 서버는 MySQL을 사용한다.', '결제 서버는 이제 MySQL 대신 PostgreSQL을 사용한다.', '결제 서버 데이터베이스'],
  ),
  ...pairs(
    'unrelated',
    ['The orders table is partitioned by month.', 'The invoices table is partitioned by year.', 'how are tables partitioned'],
    [
      'The Berlin office uses a German keyboard layout in demos.',
      'The Lisbon office uses a Portuguese keyboard layout in demos.',
      'keyboard layout in demos',
    ],
    ['Backend tests run on every push.', 'Frontend tests do not run on every push.', 'which tests run on every push'],
    ['The mail worker has a timeout of 30 seconds.', 'The export worker has a timeout of 5 minutes.', 'worker timeouts'],
    ['Maria reviews changes to the parser.', 'Tom reviews changes to the printer.', 'who reviews changes'],
    ['Redis holds the sessions.', 'Redis also holds the job queue now.', 'what is in redis'],
    ['The public API is versioned by path.', 'The internal API is not versioned.', 'how is the API versioned'],
    ['Users can export their data as CSV.', 'Admins can import users from a CSV file.', 'what is CSV used for'],
    ['Feature flags are read once at start.', 'Feature flags are documented in docs/flags.md.', 'feature flags'],
    [
      'The staging database is refreshed on Mondays.',
      'The staging certificates are renewed on Thursdays.',
      'what happens on staging and when',
    ],
  ),
];
