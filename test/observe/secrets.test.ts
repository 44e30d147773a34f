/** Replacing secrets. The values are invented and joined at run time, so that no scanner reports this file as a leak. */
import { lintSource } from '@secretlint/core';
import { creator, rules } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUPPLEMENT } from '../../src/observe/secret-rules.js';
import { SAID } from '../../src/observe/secret-said.js';
import { TOLD } from '../../src/observe/secret-told.js';
import { SECRET_RULE_NAMES } from '../../src/observe/secret-names.js';
import { PRESET_HINTS, replaceSecrets } from '../../src/observe/secrets.js';

const MIXED = 'q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiOzQxWvBnKtPrDhSlFjMgNyCbEaIuo'.repeat(8);
const HEX = 'b7e23ec29af22b0b4e41da31e868d57226121c84a9c7f0d3e5b1826f4d0c9a7e'.repeat(4);
const mixed = (length: number): string => MIXED.slice(0, length);
const letters = (length: number): string => 'QwErTyUiOpAsDfGhJkLzXcVbNm'.repeat(20).slice(0, length);
const hex = (length: number): string => HEX.slice(0, length);
const at = (scheme: string, user: string, secret: string, host: string): string => [scheme, '://', user, ':', secret, '@', host].join('');
const pem = (label: string, body: string, end = true): string =>
  [`-----BEGIN ${label}-----`, body, ...(end ? [`-----END ${label}-----`] : [])].join('\n');
const lines = (text: string): string => text.match(/.{1,64}/g)?.join('\n') ?? '';
const json64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** [name, text around the secret with § in its place, secret]. What the preset finds. */
const PRESET_SAMPLES: readonly (readonly [string, string, string])[] = [
  ['aws', 'AWS_SECRET_ACCESS_KEY=§ in the old script', mixed(40)],
  ['aws', 'the key id was § once', `AKIA${'IQ7ZP2XW9LK4TN8R'}`],
  ['npm', 'publish with §', `npm${'_'}${mixed(36)}`],
  ['npm', `"url": "https${'://'}§:x-oauth-basic@github.com/"`, hex(20)],
  ['npm', '//registry.invalid/:_auth' + 'Token=§', 'aaaabbbb-1111-2222-3333-ccccddddeeee'],
  ['slack', 'bot §', ['xoxb', '123456789012', '123456789012', mixed(24)].join('-')],
  ['slack', 'posts to §', `https${'://'}hooks.slack.com/services/T${letters(8)}/B${letters(8)}/${mixed(24)}`],
  ['basicauth', 'clone § first', at('https', 'deploy', mixed(12), 'git.corp.invalid')],
  ['openai', 'uses §', `sk-${letters(20)}T3Blbk${'FJ'}${letters(20)}`],
  ['anthropic', 'uses §', `sk-${'ant'}-api03-${mixed(93)}AA`],
  ['linear', 'uses §', `lin${'_api_'}${mixed(40)}`],
  ['privatekey', 'oops:\n§\n', pem('RSA PRIVATE KEY', lines(`MII${mixed(200)}`))],
  ['sendgrid', 'uses §', `S${'G.'}${letters(22)}.${letters(43)}`],
  ['shopify', 'uses §', `shpss${'_'}${mixed(32)}`],
  ['github', 'uses §', `gh${'p_'}${mixed(36)}`],
  ['github', 'uses §', `github${'_pat_'}${mixed(82)}`],
  [
    '1password',
    'uses §',
    `ops${'_'}${Buffer.from(JSON.stringify({ email: 'a@b.invalid', secretKey: mixed(81), userAuth: {} })).toString('base64')}`,
  ],
  ['database-connection-string', 'db: §', at('postgres', 'app', 'k3x!9', 'db:5432/app')],
  ['database-connection-string', 'db: §', at('mongodb+srv', 'app', mixed(9), 'c.invalid/app')],
  ['database-connection-string', 'db: §', at('jdbc:mysql', 'app', mixed(9), 'c.invalid/app')],
];

/** As above, but what the preset lets pass. */
const GAPS: readonly (readonly [string, string, string])[] = [
  ['age', 'key §', `AGE-SECRET-${'KEY-1'}${mixed(58).toUpperCase()}`],
  ['anthropic', 'key §', `sk-${'ant'}-admin01-${mixed(60)}`],
  ['assignment', '{"user": "svc-invoice", "pass": "§", "tls": true}', 'mR0w!ng_Ocelot'],
  ['assignment', 'DB_PASSWORD=§ was in the compose file', 'hunter2!x'],
  ['assignment', 'password=§', 'hunter2hunter777'],
  ['assignment', 'DB_PASSWORD=§ in the compose file', 'summer7summer7777'],
  ['assignment', 'set "client_secret": "§" in the form', mixed(24)],
  ['assignment', 'gitea token: §', hex(40)],
  ['assignment', "const apiKey = '§';", mixed(32)],
  ['assignment', 'AWS_SECRET_KEY: §', `${mixed(38)}/=`],
  ['assignment', 'secret_token => "§"', 'aaaabbbb-1111-2222-3333-ccccddddeeee'],
  ['assignment', 'auth-token=§', mixed(18)],
  ['1password', 'uses §', `ops${'_eyJ'}${mixed(300)}`],
  ['brevo', 'uses §', `xkey${'sib-'}${hex(64)}-${mixed(16)}`],
  ['cloudflare', 'uses §', `v1${'.0-'}${hex(24)}-${hex(146)}`],
  ['contentful', 'uses §', `CF${'PAT-'}${mixed(43)}`],
  ['facebook', 'uses §', `EAA${'C'}${mixed(160)}`],
  ['figma', 'uses §', `fig${'d_'}${mixed(40)}`],
  ['fly', 'uses §', `fo${'1_'}${mixed(43)}`],
  ['langsmith', 'uses §', `lsv2${'_pt_'}${hex(32)}_${hex(10)}`],
  ['notion', 'uses §', `nt${'n_'}${mixed(46)}`],
  ['perplexity', 'uses §', `pp${'lx-'}${mixed(48)}`],
  ['planetscale', 'uses §', `pscale${'_tkn_'}${mixed(43)}`],
  ['render', 'uses §', `rn${'d_'}${mixed(28)}`],
  ['replicate', 'uses §', `r${'8_'}${mixed(37)}`],
  ['tailscale', 'uses §', `tskey${'-auth-'}${mixed(16)}-${mixed(32)}`],
  ['xai', 'uses §', `xa${'i-'}${mixed(80)}`],
  ['atlassian', 'uses §', `ATAT${'T3'}${mixed(180)}`],
  ['authorization', 'Authorization: Bearer §', mixed(40)],
  ['authorization', 'curl -H "Authorization: Basic §"', Buffer.from(`deploy:${mixed(12)}`).toString('base64')],
  ['azure', 'DefaultEndpointsProtocol=https;AccountName=x;Account' + 'Key=§;', `${mixed(86)}==`],
  ['databricks', 'uses §', `da${'pi'}${hex(32)}`],
  ['digitalocean', 'uses §', `dop${'_v1_'}${hex(64)}`],
  ['discord', `https${'://'}discord.com/api/webhooks/§`, `123456789012345678/${mixed(68)}`],
  ['docker', 'uses §', `dckr${'_pat_'}${mixed(27)}`],
  ['doppler', 'uses §', `dp${'.pt.'}${mixed(43)}`],
  ['github', 'uses §', `gh${'s_'}${mixed(60)}`],
  ['gitlab', 'uses §', `gl${'pat-'}${mixed(20)}`],
  ['gitlab', 'runner §', `GR13${'48941'}${mixed(20)}`],
  ['google', 'maps §', `AI${'za'}${mixed(35)}`],
  ['google', 'oauth §', `GOC${'SPX-'}${mixed(28)}`],
  ['grafana', 'uses §', `gl${'sa_'}${mixed(32)}_${hex(8)}`],
  ['groq', 'uses §', `gs${'k_'}${mixed(52)}`],
  ['huggingface', 'uses §', `h${'f_'}${letters(34)}`],
  ['jwt', 'the cookie was §', `${json64({ alg: 'HS256', typ: 'JWT' })}.${json64({ sub: '1234567890' })}.${mixed(43)}`],
  ['mailgun', 'uses §', `ke${'y-'}${hex(32)}`],
  ['newrelic', 'uses §', `NR${'AK-'}${mixed(27).toUpperCase()}`],
  ['nuget', 'uses §', `oy${'2'}${mixed(43).toLowerCase()}`],
  ['openai', 'uses §', `sk-${'proj'}-${mixed(120)}`],
  ['postman', 'uses §', `PM${'AK-'}${hex(24)}-${hex(34)}`],
  ['privatekey', 'oops:\n§\nbye', pem('ENCRYPTED PRIVATE KEY', lines(`MII${mixed(200)}`))],
  ['privatekey', 'oops:\n§\nbye', pem('PGP PRIVATE KEY BLOCK', `Version: GnuPG v2\n\n${lines(`lQ${mixed(200)}`)}\n=ab12`)],
  ['privatekey', 'cut off:\n§', pem('EC PRIVATE KEY', lines(mixed(128)), false)],
  ['pypi', 'uses §', `pypi${'-AgE'}${mixed(80)}`],
  ['rubygems', 'uses §', `rubygems${'_'}${hex(48)}`],
  ['sendgrid', 'uses §', `S${'G.'}${mixed(10)}-${mixed(11)}.${mixed(20)}-_${mixed(21)}`],
  ['sentry', 'uses §', `sntr${'yu_'}${hex(64)}`],
  ['slack', 'uses §', `xox${'e.xoxp-'}1-${mixed(60)}`],
  ['square', 'uses §', `sq0${'csp-'}${mixed(43)}`],
  ['stripe', 'uses §', `sk${'_live_'}${mixed(24)}`],
  ['stripe', 'uses §', `wh${'sec_'}${mixed(32)}`],
  ['supabase', 'uses §', `sb${'p_'}${hex(40)}`],
  ['telegram', 'bot §', `123456789:${'AA'}${mixed(33)}`],
  ['terraform', 'uses §', `${mixed(14)}.atlas${'v1.'}${mixed(67)}`],
  ['twilio', 'uses §', `S${'K'}${hex(32)}`],
  ['url-password', 'cache at redis' + '://:§@cache:6379/0', mixed(14)],
  ['url-password', 'amqp' + '://app:§@mq/vhost', 'p4ss.w0rd!'],
  ['url-token', 'git clone https' + '://§@git.corp.invalid/a.git', hex(40)],
  ['vault', 'uses §', `hv${'s.'}${mixed(90)}`],
];

const preset = async (text: string): Promise<string[]> => {
  const config = {
    rules: [
      {
        id: 'preset',
        rule: creator,
        rules: [{ id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true }, allowMessageIds: ['AWSAccountID'] }],
      },
    ],
  };
  const found: string[] = [];
  for (const filePath of ['package.json', '.npmrc']) {
    const { messages } = await lintSource({
      source: { filePath, content: text, contentType: 'text', ext: '.txt' },
      options: { config, noPhysicFilePath: true },
    });
    found.push(...messages.map((m) => m.ruleId.replace('@secretlint/secretlint-rule-', '')));
  }
  return [...new Set(found)];
};

describe('what the preset of secretlint finds', () => {
  it.each(PRESET_SAMPLES)('%s is replaced in "%s"', async (name, around, secret) => {
    const text = around.replace('§', secret);
    expect(await preset(text)).toContain(name);
    const { text: clean, found } = await replaceSecrets(text);
    expect(clean).not.toContain(secret);
    expect(clean).toMatch(/\[secret: [a-z0-9-]+\]/);
    expect(found.length).toBeGreaterThan(0);
    expect(await replaceSecrets(clean)).toEqual({ text: clean, found: [] });
  });

  it('has no rule that this file does not know: after an upgrade, look at its hints again', () => {
    const known = new Set([...PRESET_SAMPLES.map(([name]) => name), 'gcp', 'filter-comments']);
    expect(rules.map((rule) => rule.meta.id.replace('@secretlint/secretlint-rule-', '')).filter((id) => !known.has(id))).toEqual([]);
  });

  it('is never skipped by the look for hints', async () => {
    const hints = new RegExp(PRESET_HINTS.join('|'), 'i');
    const pieces = PRESET_SAMPLES.flatMap(([, around, secret]) => [around.replace('§', secret), secret, around]);
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 20 }), fc.constantFrom('\n', ' ', '=', '"', '://', '_')), {
        maxLength: 5,
      })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (sample) => {
        if ((await preset(sample)).length > 0) expect(hints.test(sample)).toBe(true);
      }),
      { numRuns: 150, seed: 20261120 },
    );
  });
});

describe('what the preset lets pass and the supplement finds', () => {
  it.each(GAPS)('%s is replaced in "%s"', async (name, around, secret) => {
    const text = around.replace('§', secret);
    expect(await preset(text)).toEqual([]);
    const { text: clean, found } = await replaceSecrets(text);
    expect(clean).toBe(around.replace('§', `[secret: ${name}]`));
    expect(found).toEqual([name]);
    expect(await replaceSecrets(clean)).toEqual({ text: clean, found: [] });
  });

  it('has a sample of every row, a hint that holds, and a name that is listed', () => {
    expect(SUPPLEMENT.filter(({ name }) => !GAPS.some(([gap]) => gap === name)).map(({ name }) => name)).toEqual([]);
    for (const [name, around, secret] of GAPS) {
      const text = around.replace('§', secret);
      const rows = SUPPLEMENT.filter((rule) => rule.name === name && [...text.matchAll(rule.pattern)].length > 0);
      expect(rows.length, name).toBeGreaterThan(0);
      for (const row of rows) expect(new RegExp(row.hint, 'i').test(text), name).toBe(true);
    }
    const listed = [
      ...[...SUPPLEMENT, ...SAID, ...TOLD].map(({ name }) => name),
      'encoded',
      ...rules.map((rule) => rule.meta.id.replace('@secretlint/secretlint-rule-', '')).filter((id) => id !== 'filter-comments'),
    ];
    expect(SECRET_RULE_NAMES).toEqual([...new Set(listed)].sort());
  });
});

describe('what is no secret', () => {
  it.each([
    'fix parser at 3f2a91c04d11 (see 3f2a91c04d11b7e23ec29af22b0b4e41da31e868)',
    'request 7f9c24e8-3b12-4fa0-9d3e-2f1b6c8a9d10 timed out',
    'move src/token/parse.ts to src/auth/token.ts +4 -1',
    'Set DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/DBNAME in your .env before you start.',
    'src/main.ts:1024:error:no-unused-vars:unexpectedValue1 is told',
    'the OTP screen shows CONTINUE and RESENDCODEBUTTON',
    '"auth": "disabledByDefault"',
    '"integrity": "sha512-9OAfCqnCF2+Jw0GPhlHzwJsqTEBvD6rBtVV7bJ4ZgqkXWdcfDO2yUXq0OqTkjKGYzr5HJqMBJz8bb8c3GJUYow=="',
    'token: string is now token: Token; secret = readSecret(path)',
    'password: required, at least 8 characters',
    'use process.env.GITHUB_TOKEN as token=$GITHUB_TOKEN or token: ${{ secrets.TOKEN }}',
    'PASSWORD=<your-password> in .env.example, password=changeme, token=xxxxxxxx',
    'Add --token option (#1477), Key: value1, tokens: 4096',
    'connect to redis://localhost:6379/0 and http://localhost:8080/@scope/pkg',
    'docs: https://example.invalid/a?key=1#L10 and git@github.com:x/y.git',
    'aGVsbG8= is base64 of a short word',
    'cache key: v2-linux-node20',
    'bump token-parser from 1.2.3 to 1.2.4, api_key=none, api-key: 2026-11-20',
    'the key = value pairs; primary key: user_id; public key: see docs/keys.md',
    'Bearer tokens are now checked; basic auth is gone; authorization: basic',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN RSA PRIVATE KEY----- headers are now recognised',
  ])('%s', async (text) => {
    expect(await replaceSecrets(text)).toEqual({ text, found: [] });
  });
});

it('a text cannot switch the rules off', async () => {
  const secret = `gh${'p_'}${mixed(36)}`;
  for (const directive of ['secretlint-disable', 'secretlint-disable-line', 'secretlint-disable @secretlint/secretlint-rule-github']) {
    const { text } = await replaceSecrets(`${directive}\n${secret} // ${directive}\n${secret}`);
    expect(text).not.toContain(secret);
  }
});

it('several secrets, a BOM and characters beyond the first plane are met at their places', async () => {
  const [a, b] = [`gh${'p_'}${mixed(36)}`, `gl${'pat-'}${mixed(20)}`];
  expect(await replaceSecrets(`\ufeff🎉 ${a} and ${b} 🎉`)).toEqual({
    text: '\ufeff🎉 [secret: github] and [secret: gitlab] 🎉',
    found: ['github', 'gitlab'],
  });
});

it('a megabyte of adversarial text is read in linear time', async () => {
  for (const piece of [
    'password=',
    'a://b:',
    '-----BEGIN PRIVATE KEY-----\nAAAA',
    'eyJaaaaaaaaaaaa.',
    'SG.a.',
    `https${'://'}a`,
    'xoxb-1-',
    'Bearer ',
    'what is the password?\n',
    'recovery codes: 1234-5678 ',
    'recovery codes ',
    'user: a / ',
    'login a.b:c ',
    'a_b.password=',
    'password x rotate it to ',
  ]) {
    await replaceSecrets(piece.repeat(Math.ceil(100_000 / piece.length)));
  }
}, 20_000);
