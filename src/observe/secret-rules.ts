/**
 * Patterns for kinds of secrets that @secretlint/secretlint-rule-preset-recommend 11.7.1 does not find (each was tried against it). Pure. All
 * repetitions are bounded. A row's `hint` occurs in everything that its pattern matches, so that texts without any hint need no search.
 */
import { isPlaceholder, looksSecret } from './secret-real.js';

export interface SecretRule {
  readonly name: string;
  /** Source of a case-insensitive pattern. */
  readonly hint: string;
  /** A global pattern. The group `secret` is replaced, or the whole match if there is no such group. */
  readonly pattern: RegExp;
  /** A second test of the secret, where the pattern alone would match too much. */
  readonly real?: (secret: string) => boolean;
}

/** The borders of a word, so that a pattern does not match in the middle of one. */
const B = '(?<![A-Za-z0-9_-])';
const E = '(?![A-Za-z0-9_-])';
const prefixed = (name: string, hint: string, body: string): SecretRule => ({
  name,
  hint,
  pattern: new RegExp(`${B}(?:${body})${E}`, 'g'),
});

/** The end of a name that secrets are assigned to: `DB_PASSWORD`, `npm-token`, `aws.secretKey`. */
const KEEPER =
  'pass(?:word|wd|phrase)|(?<=[A-Za-z0-9][_-])pass|(?<=["\'])pass(?=["\'])|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|(?:api|access|auth|private|account|encryption|signing|master|client|shared|storage)[_-]?(?:key|secret|token)|token|credentials?';

/** Sorted by name; several rows may share one. */
export const SUPPLEMENT: readonly SecretRule[] = [
  prefixed('age', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-1[A-Z0-9]{40,80}'),
  prefixed('anthropic', 'sk-ant-', 'sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{32,200}'),
  {
    name: 'assignment',
    hint: 'pass|pwd|secret|key|token|credential',
    pattern: new RegExp(
      `(?:${KEEPER})(?:[_.-]?(?:prod|production|dev|test|staging|live|value|default))?["'\`]?\\]?\\s{0,4}(?::=|=>|=|:)\\s{0,4}["'\`]?(?<secret>[^\\s"'\`,;<>()\\[\\]{}]{6,512})`,
      'gi',
    ),
    real: looksSecret,
  },
  prefixed('atlassian', 'ATATT3|ATCTT3|ATBB', 'AT[AC]TT3[A-Za-z0-9_=-]{40,300}|ATBB[A-Za-z0-9]{28,36}'),
  {
    name: 'authorization',
    hint: 'authorization|bearer',
    pattern:
      /\bauthorization["'`]?\s{0,4}[:=]\s{0,4}["'`]?(?:bearer|basic|token)\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{12,2048})|\bbearer\s{1,4}(?<secret2>[A-Za-z0-9._~+/-]{20,2048}=*)/gi,
    real: looksSecret,
  },
  {
    name: 'azure',
    hint: 'AccountKey|SharedAccessKey|sig=',
    pattern:
      /(?:AccountKey|SharedAccessKey)\s{0,4}=\s{0,4}(?<secret>[A-Za-z0-9+/]{40,88}={0,2})|[?&]sig=(?<secret2>[A-Za-z0-9%+/]{40,100}(?:=|%3D){0,2})/gi,
  },
  prefixed('cloudflare', 'v1\\.0-', 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{100,160}'),
  prefixed('contentful', 'CFPAT-', 'CFPAT-[A-Za-z0-9_-]{40,64}'),
  prefixed('brevo', 'xkeysib-', 'xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  prefixed('databricks', 'dapi', 'dapi[0-9a-f]{32}(?:-\\d)?'),
  prefixed('digitalocean', 'do[opr]_v1_', 'do[opr]_v1_[0-9a-f]{64}'),
  {
    name: 'discord',
    hint: 'discord',
    pattern: /https:\/\/(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{15,22}\/[\w-]{40,120})/gi,
  },
  prefixed('discord', '\\.[\\w-]{6}\\.[\\w-]{27}', '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}'),
  prefixed('docker', 'dckr_', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}'),
  prefixed('doppler', 'dp\\.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,80}'),
  prefixed('facebook', 'EAA', 'EAA[A-Z][A-Za-z0-9]{80,400}'),
  prefixed('figma', 'fig[dou]', 'fig[dou]r?_[A-Za-z0-9_-]{38,60}'),
  prefixed('fly', 'fo1_|fm2_', 'fo1_[A-Za-z0-9_-]{40,60}|fm[12]r?_[A-Za-z0-9+/=_-]{60,800}'),
  prefixed('github', 'gh[pousr]_|github_pat_', 'gh[pousr]_[A-Za-z0-9_]{36,255}|github_pat_[A-Za-z0-9_]{22,255}'),
  prefixed(
    'gitlab',
    'gl[a-z]{2,8}-|GR1348941',
    'gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[A-Za-z0-9_.=-]{20,300}|GR1348941[A-Za-z0-9_-]{20}',
  ),
  prefixed('google', 'AIza|GOCSPX-|ya29\\.', 'AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_-]{30,1000}'),
  prefixed('google', '1//0|AQ\\.', '1//0[A-Za-z0-9_-]{40,160}|AQ\\.[A-Za-z0-9_-]{40,160}'),
  prefixed('grafana', 'glsa_|glc_', 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}'),
  prefixed('groq', 'gsk_', 'gsk_[A-Za-z0-9]{40,80}'),
  prefixed('huggingface', 'hf_', 'hf_[A-Za-z0-9]{30,60}'),
  prefixed('jwt', 'eyJ', 'eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{10,8000}(?:\\.[A-Za-z0-9_-]{10,2000})?'),
  prefixed('langsmith', 'lsv2_', 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}'),
  prefixed('mailgun', 'key-', 'key-[0-9a-f]{32}'),
  prefixed('newrelic', 'NRAK-', 'NRAK-[A-Z0-9]{27}'),
  prefixed('notion', 'ntn_', 'ntn_[A-Za-z0-9]{40,60}'),
  prefixed('nuget', 'oy2', 'oy2[a-z0-9]{43}'),
  prefixed('openai', 'sk-', 'sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,220}|sk-[A-Za-z0-9]{48}|sk-or-v1-[0-9a-f]{64}'),
  prefixed('perplexity', 'pplx-', 'pplx-[A-Za-z0-9]{40,64}'),
  prefixed('planetscale', 'pscale_', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}'),
  prefixed('postman', 'PMAK-', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
  {
    name: 'privatekey',
    hint: 'PRIVATE KEY',
    // Also encrypted, PGP with headers, quoted, or cut off before its end line.
    pattern:
      /-----BEGIN[A-Z ]{0,24} ?PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|\s)*(?:(?:[A-Za-z][A-Za-z-]{2,20}: [^\n\\]{0,200}|[> \t#|*]{0,8}[A-Za-z0-9+/=]{16,120}|=[A-Za-z0-9+/]{4}|[> \t#|*]{0,8}[A-Za-z0-9+/]{1,75}={0,2}(?=\\n|\s*[\n-]))(?:\\[nr]|\s){0,8}){1,400}(?:-----END[A-Z ]{0,24} ?PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  prefixed('pypi', 'pypi-', 'pypi-AgE[A-Za-z0-9_-]{50,400}'),
  prefixed('render', 'rnd_', 'rnd_[A-Za-z0-9]{24,48}'),
  prefixed('replicate', 'r8_', 'r8_[A-Za-z0-9]{36,44}'),
  prefixed('rubygems', 'rubygems_', 'rubygems_[0-9a-f]{48}'),
  prefixed('sendgrid', 'SG\\.', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}'),
  prefixed('sentry', 'sntr[yu]', 'sntry[su]_[A-Za-z0-9+/=_-]{40,400}'),
  prefixed('slack', 'xox[a-z]|xapp', 'xox[a-z](?:\\.xox[bp])?-[A-Za-z0-9-]{10,300}|xapp-\\d-[A-Za-z0-9-]{10,300}'),
  prefixed('square', 'sq0|EAAA', 'sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,60}|EAAA[A-Za-z0-9_-]{60}'),
  prefixed('stripe', '[srp]k_(?:live|test)_|whsec_', '[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/=]{24,80}'),
  prefixed('supabase', 'sbp_', 'sbp_[0-9a-f]{40}'),
  prefixed('tailscale', 'tskey-', 'tskey-(?:[a-z]{2,12}-)?[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,48}'),
  prefixed('telegram', ':AA', '\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  { name: 'terraform', hint: '\\.atlasv1\\.', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}/g },
  prefixed('twilio', 'SK[0-9a-f]{8}', 'SK[0-9a-f]{32}'),
  {
    name: 'url-password',
    hint: '://',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>]{0,100}:(?<secret>[^\s/@"'`<>]{3,200})@[^\s/@"'`<>]/gi,
    real: (secret) => !isPlaceholder(secret) && !/^\d{1,5}$/.test(secret),
  },
  {
    name: 'url-token',
    hint: '://',
    pattern: /\bhttps?:\/\/(?<secret>[A-Za-z0-9_-]{20,200})@[^\s/@"'`<>]/gi,
    real: (secret) => /\d/.test(secret),
  },
  prefixed('vault', 'hv[sbr]\\.', 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}'),
  prefixed('xai', 'xai-', 'xai-[A-Za-z0-9]{60,100}'),
  { name: 'azure', hint: '\\dQ~', pattern: /(?<![\w.~-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~-])/g },
  prefixed('1password', 'ops_eyJ', 'ops_eyJ[A-Za-z0-9_-]{60,4000}={0,2}'),
];
