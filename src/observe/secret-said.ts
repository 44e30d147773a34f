/**
 * Patterns for secrets that are known by what is said around them: options of commands, sentences, connection strings. Pure. All repetitions are
 * bounded. It must not take a word of prose for a secret: a value counts only if it looks random, or if its place can hold nothing else.
 */
import { isPlaceholder, looksSecret } from './secret-real.js';
import type { SecretRule } from './secret-rules.js';

const named = (secret: string): boolean => !isPlaceholder(secret);
/** Algorithms and the like (`sha256-hashed`) follow "the password is", so words with short numbers do not count. */
const inProse = (secret: string): boolean =>
  looksSecret(secret) && !/^[a-z]+\d{0,4}(?:[-_/][a-z]*\d{0,4})*[).,:;!?]*$/i.test(secret) && !/^\d+[a-z]+(?:-[a-z]+)*$/i.test(secret);
/** Words that tell a message to a person from a phrase that is a secret. */
const isPhrase = (secret: string): boolean =>
  !/\b(?:is|are|was|must|the|an?|your|be|please|invalid|required|incorrect|wrong|not|enter|for|to|of|missing|password|passphrase|token|field)\b|[<>{}$]/i.test(
    secret,
  );

const SETTING = '(?:server|data source|driver|host|uid|user(?: id|name)?|database|initial catalog|dsn|dbname|port|provider)';

/** Rows as in secret-rules.ts. */
export const SAID: readonly SecretRule[] = [
  {
    name: 'option',
    hint: '--?[a-z-]*(?:pass|pwd|secret|key|token)',
    pattern:
      /(?<![\w-])--?(?:[a-z]{1,20}-){0,3}(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|auth|secret)-?key)[ \t]{1,4}["'`]?(?<secret>[^\s"'`<>]{6,512})/gi,
    real: inProse,
  },
  {
    name: 'option',
    hint: 'mysql|mariadb|sshpass|docker|podman|helm|redis-cli|sqlcmd|ldap',
    pattern:
      /\b(?:mysql|mariadb)[a-z-]{0,12}\b[^\n]{0,200}?[ \t]-p["'`]?(?<secret>[^\s"'`<>]{6,200})|\b(?:sshpass|(?:docker|podman|helm) (?:registry )?login|redis-cli|sqlcmd|ldap[a-z]{3,8})\b[^\n]{0,200}?[ \t]-[pPaw][ \t]{0,2}["'`]?(?<secret2>[^\s"'`<>]{6,200})/g,
    real: inProse,
  },
  {
    name: 'option',
    hint: 'curl|https? |xh ',
    pattern:
      /\b(?:curl|https?|xh)\b[^\n]{0,200}?[ \t](?:-u|-U|-a|--user|--proxy-user|--auth)[ \t=]{0,2}["'`]?[^\s:"'`]{1,100}:(?<secret>[^\s"'`<>]{4,200})/g,
    real: named,
  },
  {
    name: 'netrc',
    hint: 'login',
    pattern: /\blogin\s{1,8}["']?[^\s"']{1,100}["']?\s{1,8}password\s{1,8}["']?(?<secret>[^\s"'`]{4,200})/g,
    real: (secret) => named(secret) && /\d|[^\w.,;:-]/.test(secret),
  },
  {
    name: 'sentence',
    hint: 'pass|pwd|secret|key|token|credential',
    pattern:
      /\b(?:pass(?:word|wd|phrase|code)|pwd|secret(?: access)?(?: key)?|(?:api|access|auth|private|account|signing|master|client|deploy)[ _-](?:key|secret|token)|token|credentials?)(?: (?:for|of|on|in|at) [^\n.,:;]{1,60}?)?[ \t]{1,3}(?:(?:is|was|are)(?: now| still| currently)?(?: set to| changed to)?|(?:set|changed|rotated|reset) to|now|to|becomes)[ \t:\n]{1,3}["'`]?(?<secret>[^\s"'`<>]{6,512})/gi,
    real: inProse,
  },
  {
    name: 'phrase',
    hint: 'pass|mnemonic|seed',
    pattern:
      /(?:pass(?:word|wd|phrase)|mnemonic|seed[ _-]?phrase)["'`]?(?:\s{0,4}(?::=|=>|=|:)\s{0,4}| is )(?:"(?<secret>[^"\s]{2,40}(?: [^"\s]{2,40}){2,30})"|'(?<secret2>[^'\s]{2,40}(?: [^'\s]{2,40}){2,30})')/gi,
    real: isPhrase,
  },
  {
    name: 'connection',
    hint: '@(?:tcp6?|udp|unix)\\(',
    pattern: /(?<![\w.-])[\w.-]{1,64}:(?<secret>[^\s"'`]{3,200})@(?:tcp6?|udp|unix)\(/g,
    real: named,
  },
  {
    name: 'connection',
    hint: '(?:password|pwd)\\s*=',
    pattern: new RegExp(
      `\\b${SETTING}\\s{0,2}=[^;\\n]{0,200};[^\\n]{0,300}?\\b(?:password|pwd)\\s{0,2}=\\s{0,2}(?<secret>[^;\\s"'\`]{3,200})|\\b(?:password|pwd)\\s{0,2}=\\s{0,2}(?<secret2>[^;\\s"'\`]{3,200});\\s{0,2}${SETTING}\\s{0,2}=`,
      'gi',
    ),
    real: named,
  },
  {
    name: 'connection',
    hint: 'password=',
    pattern: /\b(?:host|user|dbname|port)=\S{1,200} (?:[a-z_]{2,30}=\S{1,200} ){0,8}password=(?<secret>[^\s"'`]{3,200})/g,
    real: named,
  },
  {
    name: 'url-password',
    hint: '://',
    // A password in which @, / or # was not escaped ends at the last @.
    pattern:
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|ftps?|sftp|smtps?|ldaps?|https?)(?:\+[a-z0-9]{1,12})?:\/\/[^\s:/@"'`<>]{0,100}:(?<secret>[^\s"'`<>]{3,200})@[A-Za-z0-9[][\w.-]{0,200}(?=[:/?\s"'`)\],;]|$)/gi,
    real: (secret) => named(secret) && !/^\d{1,5}(?:[/?#]|$)/.test(secret),
  },
  {
    name: 'npm',
    hint: '_auth|_password',
    pattern: /(?<![A-Za-z0-9])_(?:auth|password)\s{0,4}=\s{0,4}["']?(?<secret>[A-Za-z0-9+/_-]{8,1000}={0,2})/g,
    real: named,
  },
];
