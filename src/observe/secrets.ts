/**
 * Replaces secrets in texts before they are written: by the rules of secretlint's recommended preset and our supplement (secret-rules.ts). It must
 * not obey directives inside the text that would switch rules off. The supplement is loaded at the first text, the preset at the first that has a hint of
 * it: loading that takes longer than a short command does.
 */
import { compareText } from '../base/order.js';
import type { lintSource as LintSource } from '@secretlint/core';
import type { SecretLintCoreConfig } from '@secretlint/types';
import type { SecretRule } from './secret-rules.js';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
const RULE_PREFIX = '@secretlint/secretlint-rule-';

/** The rule names that `[secret: NAME]` can hold, sorted. */
export const SECRET_RULE_NAMES: readonly string[] = [
  '1password',
  'age',
  'anthropic',
  'assignment',
  'atlassian',
  'authorization',
  'aws',
  'azure',
  'basicauth',
  'brevo',
  'cloudflare',
  'connection',
  'contentful',
  'database-connection-string',
  'databricks',
  'digitalocean',
  'discord',
  'docker',
  'doppler',
  'encoded',
  'facebook',
  'figma',
  'fly',
  'gcp',
  'github',
  'gitlab',
  'google',
  'grafana',
  'groq',
  'huggingface',
  'jwt',
  'langsmith',
  'linear',
  'mailgun',
  'netrc',
  'newrelic',
  'notion',
  'npm',
  'nuget',
  'openai',
  'option',
  'perplexity',
  'phrase',
  'planetscale',
  'postman',
  'privatekey',
  'pypi',
  'render',
  'replicate',
  'rubygems',
  'sendgrid',
  'sentence',
  'sentry',
  'shopify',
  'slack',
  'square',
  'stripe',
  'supabase',
  'tailscale',
  'telegram',
  'terraform',
  'twilio',
  'url-password',
  'url-token',
  'vault',
  'xai',
];

/**
 * Patterns of which every match of a preset rule contains one, case-insensitively; a test checks each rule of the installed preset. They are
 * narrow because a run of secretlint is expensive: its profiler keeps a mark of each run for ever, so a run for each text would take quadratic
 * time and memory.
 */
export const PRESET_HINTS: readonly string[] = [
  'secret_?access_?key',
  '(?:A3T\\w|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}',
  'PRIVATE KEY',
  'x-oauth-basic@',
  '_authToken=',
  'npm_\\w{36}',
  ':\\/\\/[^\\s/:]{1,256}:[^\\s/@]{1,256}@',
  'hooks\\.slack\\.com',
  'xox[bpaor]-\\w|xapp-\\w',
  'SG\\.\\w{1,128}\\.\\w',
  'shp(?:pa|ca|at|ss)_\\w{32}',
  'gh[pousr]_\\w{36}',
  'github_pat_\\w{82}',
  'T3BlbkFJ',
  'sk-ant-api0',
  'lin_api_\\w{32}',
  'ops_ey',
];

interface Finding {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

interface Preset {
  readonly lintSource: typeof LintSource;
  readonly config: SecretLintCoreConfig;
}

interface Supplement {
  /** Matches every text that the supplement must see. */
  readonly hinted: RegExp;
  readonly rules: readonly SecretRule[];
}

/** Matches every text that the preset must see. */
const SUSPICIOUS = new RegExp(PRESET_HINTS.join('|'), 'i');

/** A secret that is already replaced. Only names of rules count, so that no secret can hide in such brackets. */
const DONE = new RegExp(`\\[secret: (?:${SECRET_RULE_NAMES.join('|')})\\]`, 'g');

let supplement: Promise<Supplement> | undefined;
let preset: Promise<Preset> | undefined;

/**
 * The text with each secret replaced by `[secret: <rule name>]`, and the names in the order of the text. A text without secrets is returned
 * unchanged; a second call changes nothing more.
 */
export async function replaceSecrets(text: string): Promise<{ text: string; found: string[] }> {
  if (text === '') return { text, found: [] };
  const { hinted, rules } = await (supplement ??= loadSupplement());
  const ofPreset = SUSPICIOUS.test(text) ? await presetFindings(text, await (preset ??= loadPreset())) : [];
  const ofSupplement = [...(hinted.test(text) ? supplementFindings(text, rules) : []), ...splitFindings(text, rules)];
  const done =
    ofPreset.length + ofSupplement.length === 0
      ? []
      : [...text.matchAll(DONE)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  // Without this, our own `secret: 1password` would be found as an assignment.
  const findings = merged(
    [...ofPreset, ...ofSupplement].filter(({ start, end }) => !done.some((mark) => mark.start <= start && end <= mark.end)),
  );
  if (findings.length === 0) return { text, found: [] };
  let out = '';
  let from = 0;
  for (const { start, end, name } of findings) {
    out += `${text.slice(from, start)}[secret: ${name}]`;
    from = end;
  }
  return { text: out + text.slice(from), found: findings.map(({ name }) => name) };
}

async function loadSupplement(): Promise<Supplement> {
  const [{ SUPPLEMENT }, { SAID }] = await Promise.all([import('./secret-rules.js'), import('./secret-said.js')]);
  const rules = [...SUPPLEMENT, ...SAID, encoded(SUPPLEMENT)];
  return { hinted: new RegExp([...new Set(rules.map(({ hint }) => hint))].join('|'), 'i'), rules };
}

/** A private key or a known token that was written in base64. A guess by what surrounds it would be none inside an encoded text. */
function encoded(rules: readonly SecretRule[]): SecretRule {
  const known = rules.filter(({ real }) => real === undefined);
  return {
    name: 'encoded',
    hint: '[A-Za-z0-9+/]{28}',
    pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{28,8000}={0,2}/g,
    real: (secret) => {
      const whole = secret.replace(/=+$/, '');
      const plain = atob(whole.slice(0, whole.length - (whole.length % 4 === 1 ? 1 : 0)));
      return (
        /^[\t\n\r -~]+$/.test(plain) &&
        (/^-----BEGIN[A-Z ]{0,24}PRIVATE KEY/.test(plain) || known.some(({ pattern }) => plain.search(pattern) >= 0))
      );
    },
  };
}

async function loadPreset(): Promise<Preset> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  return {
    lintSource,
    config: {
      rules: [
        {
          id: PRESET,
          rule: creator,
          rules: [
            // The preset finds key ids only with this option; an account's number is no secret.
            { id: `${RULE_PREFIX}aws`, options: { enableIDScanRule: true }, allowMessageIds: ['AWSAccountID'] },
            // A text must not be able to switch a rule off.
            { id: `${RULE_PREFIX}filter-comments`, disabled: true },
          ],
        },
      ],
    },
  };
}

async function presetFindings(text: string, { lintSource, config }: Preset): Promise<Finding[]> {
  // secretlint cuts off a BOM and counts its ranges from behind it.
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  const content = text.slice(bom);
  // The npm rule depends on the name of the file.
  const names = /_authToken=/.test(content) ? ['package.json', '.npmrc'] : ['package.json'];
  const findings: Finding[] = [];
  for (const name of names) {
    const source = { filePath: name, content, contentType: 'text' as const, ext: '.txt' };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    for (const { range, ruleId } of messages)
      findings.push({ start: range[0] + bom, end: range[1] + bom, name: ruleId.slice(RULE_PREFIX.length) });
  }
  return findings;
}

function supplementFindings(text: string, rules: readonly SecretRule[]): Finding[] {
  return rules.flatMap(({ name, pattern, real }) =>
    [...text.matchAll(pattern)].flatMap((match): Finding[] => {
      const secret = match.groups?.['secret'] ?? match.groups?.['secret2'] ?? match[0];
      if (real !== undefined && !real(secret)) return [];
      const start = match.index + match[0].lastIndexOf(secret);
      return [{ start, end: start + secret.length, name }];
    }),
  );
}

/** What lies between the two parts of one secret: characters without a width, or the end of a line that goes on. */
const GAPS = /[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]+|\\\r?\n[ \t]*/g;
const BROKEN = /(?<=[\w-]{8})\r?\n[ \t]*(?=[\w-]{8})/g;

/** Secrets that are whole only without the gaps in them. A mere new line joins tokens of a known form only, and none that is whole without it. */
function splitFindings(text: string, rules: readonly SecretRule[]): Finding[] {
  const known = rules.filter(({ real }) => real === undefined);
  const whole = supplementFindings(text, known);
  return [
    ...findingsWithout(text, GAPS, rules),
    ...findingsWithout(text, BROKEN, known).filter(({ start, end }) => !whole.some((other) => other.start < end && start < other.end)),
  ];
}

function findingsWithout(text: string, gap: RegExp, rules: readonly SecretRule[]): Finding[] {
  const gaps = [...text.matchAll(gap)].map((match) => ({ at: match.index, length: match[0].length }));
  if (gaps.length === 0) return [];
  const back = (offset: number): number => {
    let at = offset;
    for (const { at: from, length } of gaps) {
      if (from > at) break;
      at += length;
    }
    return at;
  };
  return supplementFindings(text.replaceAll(gap, ''), rules).map(({ start, end, name }) => ({
    start: back(start),
    end: back(end - 1) + 1,
    name,
  }));
}

/** Merges overlapping findings, named after the one that begins first (of those the longest, of those not `assignment`). */
function merged(findings: readonly Finding[]): Finding[] {
  const out: Finding[] = [];
  const rank = ({ name }: Finding): number => (name === 'assignment' ? 1 : 0);
  for (const finding of [...findings].sort(
    (a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b) || compareText(a.name, b.name),
  )) {
    const last = out.at(-1);
    if (last !== undefined && finding.start < last.end) out[out.length - 1] = { ...last, end: Math.max(last.end, finding.end) };
    else if (finding.end > finding.start) out.push(finding);
  }
  return out;
}
