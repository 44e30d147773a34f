/**
 * Replaces secrets in texts before they are written: by the rules of secretlint's recommended preset and our supplement (secret-rules.ts). It must
 * not obey directives inside the text that would switch rules off. The supplement is loaded at the first text that may hold one, the preset at the first that
 * has a hint of it: loading that takes longer than a short command does.
 */
import type { lintSource as LintSource } from '@secretlint/core';
import type { SecretLintCoreConfig } from '@secretlint/types';
import { merged, type Finding } from './secret-findings.js';
import { SUPPLEMENT_HINTS } from './secret-hints.js';
import { SECRET_RULE_NAMES } from './secret-names.js';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
const RULE_PREFIX = '@secretlint/secretlint-rule-';

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

interface Preset {
  readonly lintSource: typeof LintSource;
  readonly config: SecretLintCoreConfig;
}

/** Matches every text that the preset must see. */
const SUSPICIOUS = new RegExp(PRESET_HINTS.join('|'), 'i');
const HINTED = new RegExp(SUPPLEMENT_HINTS.join('|'), 'i');
/** One line, which holds no secret without a hint: no row of a table, nothing that nobody sees, no run that may be base64. */
const LINE = /^(?!.*[A-Za-z0-9+/]{28})[ -{}~]*$/;

/** A secret that is already replaced. Only names of rules count, so that no secret can hide in such brackets. */
const DONE = new RegExp(`\\[secret: (?:${SECRET_RULE_NAMES.join('|')})\\]`, 'g');

let supplement: Promise<(text: string) => Finding[]> | undefined;
let preset: Promise<Preset> | undefined;

/**
 * The text with each secret replaced by `[secret: <rule name>]`, and the names in the order of the text. A text without secrets is returned
 * unchanged; a second call changes nothing more.
 */
export async function replaceSecrets(text: string): Promise<{ text: string; found: string[] }> {
  if (text === '' || isHarmless(text)) return { text, found: [] };
  const search = await (supplement ??= import('./secret-search.js').then(({ supplementSearch }) => supplementSearch()));
  const ofPreset = SUSPICIOUS.test(text) ? await presetFindings(text, await (preset ??= loadPreset())) : [];
  const ofSupplement = search(text);
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

/** True where no rule would find anything, which is known without them. */
export function isHarmless(text: string): boolean {
  return LINE.test(text) && !HINTED.test(text) && !SUSPICIOUS.test(text);
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
