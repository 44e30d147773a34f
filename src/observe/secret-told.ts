/**
 * Patterns for secrets that people tell each other: an answer to a question, a list of recovery codes, a name and a password with a slash, a word
 * behind `password=`. Pure. All repetitions are bounded. It must not take prose for a secret: a value needs digits or signs, or a place that holds
 * nothing else.
 */
import { isPlaceholder } from './secret-real.js';
import { isSimple } from './secret-said.js';
import type { SecretRule } from './secret-rules.js';

const PASSWORD = 'pass(?:word|wd|phrase|code)?s?|pwd?|pin|kennwort|passwort|mot de passe|contraseña|senha|wachtwoord|пароль';
const NAMED = `(?<![\\p{L}\\p{N}_])(?:${PASSWORD})(?![\\p{L}\\p{N}_])`;
/** An answer that is told apart from a word of the talk: letters, and digits or signs between or behind them. */
const isAnswer = (value: string): boolean =>
  !isPlaceholder(value) &&
  /\p{L}/u.test(value) &&
  /\d/.test(value) &&
  !/^(?:v?\d[\d.]*|#?\d+|[\w-]+\.\w{1,4}|\/.*|https?:.*)[.,!?]*$/i.test(value);
/** Names of algorithms and programs with a version: `argon2id`, `chrome120`. */
const VERSIONED =
  /^(?:argon|bcrypt|scrypt|pbkdf|sha|aes|rsa|ed|utf|base|oauth|e?s|chrome|firefox|safari|edge|node|python|java|php|win|macos|ios|android)\d[\w.-]*$/i;
/** Groups of a code: with two digits in all, and not a year, a port, a range or the name of an algorithm. */
const isCode = (codes: string): boolean =>
  codes.split(/[\s,;]+/).every((code) => code.replace(/[^A-Za-z0-9]/g, '').length >= 7 && (code.match(/\d/g) ?? []).length >= 2);

const CODE = '(?=[A-Za-z0-9-]{0,12}\\d)[A-Za-z0-9]{4,12}(?:-[A-Za-z0-9]{3,12}){0,8}(?![\\w.:/-])';
/** The values of a setting that are none: kinds, states, and names of variables. */
const NO_VALUE =
  /^(?:true|false|null|nil|none|undefined|required|optional|string|str|text|hidden|masked|visible|field|input|value|values|default|enabled|disabled|empty|blank|plain|plaintext|redacted|changed|expired|invalid|missing|unset|prompt|stdin|keyring|keychain|account|username|hashed|hash|hashes|encrypted|encoded|example|dummy|something|anything|whatever|foobar|foobaz|placeholder|changeme|sample|current|previous|private|public|query|param|parameter|argument|variable|object|function|length|minlength|maxlength|config|settings|environment|env|file|vault|secrets?|tokens?|word|words)$/i;
const isWordOfIts = (value: string): boolean =>
  !isPlaceholder(value) && !NO_VALUE.test(value) && !/pass|pwd|secret|hash|token/i.test(value);

/** Rows as in secret-rules.ts. */
export const TOLD: readonly SecretRule[] = [
  {
    name: 'answer',
    hint: '\\?[ \\t]*\\r?\\n',
    // The next line of a talk holds nothing else.
    pattern: new RegExp(
      `${NAMED}[^\\n?]{0,80}\\?[ \\t]{0,4}\\r?\\n(?:[ \\t]{0,8}(?:[>*-]|<[^<>\\n]{1,40}>|\\[[^\\]\\n]{1,40}\\]|[^\\s:]{1,40}:)){0,3}[ \\t]{0,8}(?:it'?s |it is |that'?s |try |still |das ist |c'est |es )?["'\`]?(?<secret>[^\\s"'\`<>]{6,100})["'\`]?[ \\t]{0,4}(?=\\r?\\n|$)`,
      'giu',
    ),
    real: isAnswer,
  },
  {
    name: 'recovery',
    hint: 'codes?\\b|código|codici|коды|恢复|备用|コード|코드',
    pattern: new RegExp(
      `(?:(?:recovery|backup|rescue|scratch|emergency|one[- ]time|single[- ]use|wiederherstellungs|notfall|ersatz|reserve)[- ]?codes?|(?:codes? de (?:secours|récupération)|códigos? de (?:recuperación|respaldo|recuperação|backup)|codici di (?:recupero|backup)|резервн\\p{L}{1,4} код\\p{L}{0,3}|коды восстановления|恢复码|恢复代码|备用码|备用验证码|リカバリーコード|バックアップコード|복구 코드|백업 코드))(?![\\p{L}])[^\\n:：=]{0,60}(?:[:：=]|\\b(?:are|is|sind|sont|son|são)\\b|(?=\\n))[\\s*-]{0,8}(?<secret>${CODE}(?:[\\s,;*-]{1,8}${CODE}){0,24})`,
      'giu',
    ),
    real: isCode,
  },
  {
    name: 'assignment',
    hint: '(?:pass|word|phrase|pwd|psk)=',
    // A word of small letters, where a name of code would have capitals, dots or brackets.
    pattern:
      /(?<![\w$%{[(])(?:[A-Za-z][A-Za-z0-9]{0,30}[_.-]){0,6}(?:[A-Z]{0,12}|[a-z]{0,12})(?:password|passwd|passphrase|passcode|PASSWORD|PASSWD|PASSPHRASE|_PASS|_pass|pwd|PWD|psk)=(?:"(?<secret>[^\s"'`<>(){}[\]$]{6,60})"|'(?<secret2>[^\s"'`<>(){}[\]$]{6,60})'|(?<secret3>[a-z]{6,30})(?=[\s&;]|\.?$|["'`](?:\s|$)))/gm,
    real: isWordOfIts,
  },
  {
    name: 'sentence',
    hint: 'pass|pwd|secret|token|key|credential|kennwort|contrase|senha|парол',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_])(?:${PASSWORD}|secret|token|(?:api|access|deploy) key|credentials?)(?![\\p{L}\\p{N}_])[^\\n]{0,120}?\\b(?:rotat(?:e|ed|ing)|chang(?:e|ed|ing)|reset|set|updat(?:e|ed|ing)|switch(?:ed)?|ändere?|setze?)\\s(?:it|them|that|this|both|es|ihn)\\s(?:back )?(?:to|auf)\\s{1,3}["'\`]?(?<secret>[^\\s"'\`<>]{8,200})`,
      'giu',
    ),
    real: (value) => !VERSIONED.test(value) && (isSimple(value) || (isAnswer(value) && /\d{3}/.test(value) && /[A-Z]/.test(value))),
  },
  {
    name: 'pair',
    hint: '/',
    // A name and its password behind a word that says so.
    pattern:
      /(?<![\p{L}\p{N}_])(?:log(?:ged)?[ -]?in|logins?|creds?|credentials|account|sign(?:ed)?[ -]?in|user(?:name)?(?! ?agent)|zugang(?:sdaten)?|anmeldung|identifiants?|usuario|acceso|учётка|логин)(?![\p{L}\p{N}_])[^\n/]{0,40}?[\s:=(][^\s/:=(),]{2,40}(?: \/ |(?<=:[ ]?\S{2,40})\/)(?:(?:pass(?:word)?|pw)[:=]? ?)?["'`]?(?<secret>[^\s"'`<>/]{8,100})(?![^\s.,;:!?)"'`])/giu,
    real: (value) => !VERSIONED.test(value) && (isSimple(value) || (isAnswer(value) && /[A-Z]/.test(value) && /[a-z]/.test(value))),
  },
];
