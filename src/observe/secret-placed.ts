/**
 * Patterns for secrets that are known by their place in the talk: behind a word for password of another language, behind PIN, behind the key of a
 * wireless network, of a service or of a seal, in the answer to a question for credentials. Pure. All repetitions are bounded. It must not take
 * prose for a secret: a value needs digits or signs, or a place that holds nothing else.
 */
import { isPlaceholder } from './secret-real.js';
import { isSimple } from './secret-said.js';
import type { SecretRule } from './secret-rules.js';

/** Algorithms, standards and programs with a version: `sha-256`, `bcrypt-12`, `LDAPv3`. */
const VERSIONED =
  /^(?:argon|b?crypt|scrypt|pbkdf|sha|md|aes|des|rsa|ed|ecdsa|hmac|utf|iso|rfc|base|oauth|tls|ssl|ldap|wpa|wep|pkcs|x|v|ver|version|openssl|qt|win|node|python|java|php|chrome|firefox|ubuntu|debian|es|hs|rs|ntlm|kerberos|level|type|step|min|max)(?:v|[-_])?\d/i;
/** Names of code and of settings, which are told of behind the same words. */
const OF_CODE =
  /pass|pwd|secret|hash|token|field|login|user|valid|config|crypt|length|varchar|string|handler|\w\(\d+\)?$|[<>{}[\]|\\]|^[\w./-]*\.[a-z]{1,5}$/iu;
/** A number with its unit, in any language: `12-stellig`. */
const COUNTED = /^\d+[-.]?\p{L}\p{Ll}*$/u;

/** True for a value that no sentence has by chance: a word with digits, and a sign between or behind them, or one as random as a password. */
export function isShaped(value: string): boolean {
  if (
    isPlaceholder(value) ||
    VERSIONED.test(value) ||
    OF_CODE.test(value) ||
    COUNTED.test(value) ||
    !/\p{L}{2}/u.test(value) ||
    !/\d/.test(value)
  )
    return false;
  return isSimple(value) || /[\p{L}\d][-_!#+*.@$%&/(][\p{L}\d]|\p{L}{3}\d+[!#$%&*+]{1,3}$/u.test(value);
}
/** As above, with two digits or a sign of passwords, for places where names of machines stand as well. */
const isStrong = (value: string): boolean => isShaped(value) && (/\d.*\d/.test(value) || /[!#$%&*+]/.test(value));
/** A value at the end of a name and its password: letters and digits in any order. */
const isOfPair = (value: string): boolean =>
  isShaped(value) ||
  (!isPlaceholder(value) && !OF_CODE.test(value) && !VERSIONED.test(value) && /\d/.test(value) && /[A-Z].*[a-z]|[a-z].*[A-Z]/.test(value));

/** A value in ASCII and Latin letters, which does not end with the sentence. */
const VALUE = '["\'`«„“]?(?<secret>[!#-&(*-;=?-_a-~\\u00c0-\\u024f][!#-;=?-_a-~\\u00c0-\\u024f]{4,198}[!#-&*+\\w\\u00c0-\\u024f])';
/** Words for password that prose in English does not have. */
const FOREIGN =
  "passwort|kennwort|zugangscode|mot de passe|mdp|code d['’]accès|contraseña|senha|palavra-passe|wachtwoord|hasło|heslo|lösenord(?:et)?|adgangskoden?|salasana|jelszó|şifre(?:si)?|parola|lozinka|geslo|mật khẩu|kata sandi|κωδικ[όο]ς(?: πρόσβασης)?|كلمة (?:المرور|السر)|סיסמ[הת]|पासवर्ड|пароль|парол[яю]";
/** What stands between such a word and its value. */
const COPULA = [
  '(?:ist|lautet|heißt|heisst)(?: jetzt| nun| ab sofort)?|(?:geändert|gesetzt|zurückgesetzt|gewechselt) (?:auf|in|zu)',
  '(?:est|devient|sera)(?: maintenant| désormais)?|(?:changé|remplacé|modifié|réinitialisé)e? (?:en|par|à|pour)',
  '(?:es|será)(?: ahora)?|(?:cambiad|modificad|restablecid)[oa] (?:a|por|en)|cambi[óa] a',
  '(?:é|será|virou)(?: agora)?|(?:alterad|mudad|trocad|redefinid)[oa] (?:para|por)|mudou para',
  '(?:is|wordt|jest|to|je|är|er|on|olarak|este|là|adalah|είναι|הוא|היא|هي|هو|है)(?: nu| teraz| teď| nyní)?|gewijzigd (?:in|naar)|zmienion[aeo] na|změněno na|ändrat till|ændret til',
  '(?:теперь|сейчас|будет|это)|(?:сменил\\p{L}{0,2}|сменён|изменён|изменен|изменил\\p{L}{0,2}|поменял\\p{L}{0,2}|заменён|сброшен\\p{L}?) на',
  '[:：=]|[-–—]|->|→',
].join('|');

/** A value that ends in digits or has a sign of passwords, behind an English word, where algorithms are told as well. */
const isSaid = (value: string): boolean => isShaped(value) && (/\d[!?#$%&*+]{0,3}$/.test(value) || /[!#$%&*+]/.test(value));
const isTyped = (value: string): boolean => isStrong(value) && /[A-Z!#$%&*+]/.test(value) && !value.includes('/');
const SECRET_WORD = 'pass(?:word|wd|phrase|code)|pwd?|psk|shared secret|pre-?shared key|community string';
const END = '(?=[\\s,;!?)"\'`]|\\.?(?:\\s|$))';

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const OTHER_KEYS =
  'Primary|Foreign|Partition|Idempotency|Cache|Sort|Row|Routing|Session|Object|Dedup|Correlation|Map|Event|Message|Registry|Group|Test|The|This|That|Each|Every|New|Old|Wrong|Duplicate|Missing|Unknown|Lookup|Redis|Record|Entity|Document|Node|Item|Use|Using|Delete|Fix|Add|Remove|Get|Set|Find|Look|Update|With|Insert|Read|Create|Store|Drop|Check|Same';

/** Words that a sentence about a passphrase has, and a passphrase of drawn words hardly. */
const PROSE =
  /(?:ed|ing|ly)$|^(?:is|are|was|were|has|have|had|been|will|can|could|may|might|must|should|would|does|did|not|the|and|or|but|nor|for|from|with|into|onto|over|under|than|then|that|this|these|those|they|them|their|there|here|you|your|our|its|who|which|what|when|where|while|until|after|before|during|because|since|too|very|only|also|now|still|just|again|never|always|twice|once|kept|held|read|sent|set|put|made|given|taken|written|shown|hidden|known|lost|asked|stored|part|same|longer|shorter|short|long|wrong|empty|missing|invalid|required|optional|safe|secure|weak|strong|correct|different|unique|secret|password|passphrase|prompt|file|files|disk|memory|plain|text|value|field|config|user|users|key|keys|per|via|both|all|any|each|every|some|one|two|out|off|how|why|necessary|available|null|undefined)$/;
const isDrawn = (phrase: string): boolean => phrase.split(' ').every((word) => !PROSE.test(word));

/** Rows as in secret-rules.ts. */
export const PLACED: readonly SecretRule[] = [
  {
    name: 'sentence',
    hint: "passwort|kennwort|zugangscode|mot de passe|mdp|code d['’]acc|contrase|senha|palavra|wachtwoord|has[lł]o|heslo|senord|adgangskode|salasana|jelsz|ifre|parola|lozinka|geslo|kh[ẩâ]u|sandi|κωδικ|كلمة|סיסמ|पासवर्ड|парол",
    pattern: new RegExp(
      `(?<![\\p{L}_-])(?:${FOREIGN})(?:(?![\\p{L}_-])[^\\n.:=@,;]{0,60}?)?(?:[ \\t]|(?<=[\\p{L}])(?=[:=]))(?:${COPULA})[ \\t]{0,2}${VALUE}`,
      'giu',
    ),
    real: isShaped,
  },
  {
    name: 'sentence',
    hint: 'passwort|kennwort|mot de passe|mdp|contrase|senha|wachtwoord|hasło|heslo|парол|parola|lozinka|geslo',
    // With nothing between, or with the verb behind: `Passwort auf § geändert`.
    pattern: new RegExp(
      `(?<![\\p{L}_-])(?:${FOREIGN})[ \\t](?:[^\\n.:=@,;]{0,40}?\\bauf (?=\\S{6,200} (?:geändert|gesetzt|zurückgesetzt)))?${VALUE}(?=[\\s,.;!?)»“"'\`]|$)`,
      'giu',
    ),
    real: isStrong,
  },
  {
    name: 'sentence',
    hint: 'password',
    // Italian takes the English word, so that only its verbs tell.
    pattern: new RegExp(
      `\\bpassword\\b[^\\n.:=@,;]{0,60}? (?:è(?: ora| adesso)?|ora è|adesso è|diventa|sarà|(?:cambiata|modificata|reimpostata) (?:in|a|con)) ${VALUE}`,
      'giu',
    ),
    real: isShaped,
  },
  {
    name: 'sentence',
    hint: '密码|密碼|口令|パスワード|暗証番号|비밀번호|암호',
    pattern: new RegExp(
      [
        '(?:(?:密码|密碼|口令)(?!长度|算法|哈希|加密|策略|字段|强度|校验|规则|框|输入|错误|学)[^\\n。，,；:：A-Za-z]{0,20}?(?:改成|改为|改為|换成|换为|換成|设为|设成|设置为|更新为|重置为|是|为|:|：|->|→)',
        '(?:パスワード|暗証番号)[^\\n。、A-Za-z]{0,20}?(?:は|を|：|:)|(?:비밀번호|암호)[^\\n.A-Za-z]{0,20}?(?:은|는|를|을|가|:)',
      ].join('|') + `)[ \\t\\u3000]{0,2}${VALUE}`,
      'gu',
    ),
    real: isShaped,
  },
  {
    name: 'sentence',
    hint: 'wlan|wi-?fi|ssid|hotspot',
    pattern: new RegExp(
      `\\b(?:wlan|wi-?fi|ssid|hotspot)\\b[^\\n]{0,80}?\\b(?:key|psk|schlüssel|code|clé|clave|chiave|chave|ключ|pw|pass)(?: ist| is| est| es| lautet)?[ :=]{1,3}${VALUE}`,
      'giu',
    ),
    real: isShaped,
  },
  {
    name: 'sentence',
    hint: 'pin|puk|geheimzahl|пин|(?:door|gate|keypad)[ -]code|(?:tür|tor)code',
    // Capitals, or a verb: the pins of hardware have short numbers, and a pinned version has dots.
    pattern:
      /(?<![\p{L}\p{N}_-])(?:P(?:IN|UK)(?:[ -]?[Cc]ode)?(?: (?:for|of|to|vom|von|für|zum|zur|der|des|du|de|от|для) [^\n\d.,;:=#]{1,40}?)?(?: (?:is|was|lautet|ist|est|es|é|è|jest|to))?[ :=]{1,3}|(?:[Pp]in[ -]?[Cc]ode|[Pp]in|[Gg]eheimzahl|[Пп][Ии][Нн](?:-код)?|(?:[Dd]oor|[Gg]ate|[Kk]eypad)[ -]code|(?:Tür|Tor)code)(?: (?:for|of|to|on|vom|von|für|zum|zur|der|des|du|de|от|для) [^\n\d.,;:=]{1,40}?)?(?: (?:is|was|lautet|ist|est|es|é|è|jest)(?: now| jetzt)?|[ ]?[:=]) )(?<secret>\d{4,8})(?![\d.,:/-]?[\w])/gu,
    real: (value) => !/^(?:19|20)\d\d$/.test(value),
  },
  {
    name: 'pair',
    hint: 'user|login|account|utilisateur|usuario|benutzer|client',
    pattern: new RegExp(
      `(?<![\\p{L}_-])(?:user(?:name)?(?! ?agent)|login|account|client(?: id)?|benutzer|utilisateur|usuario|usuário|utente)[ :=]{1,3}["'\`]?[^\\s"'\`,;:=]{2,60}["'\`]?(?:,| and| with| und| mit| et| avec| y| con| e)(?: and| und| et)?(?: the| its| das| le)? (?:secret|pass(?:word|phrase|code)?|pw|pwd|key|${FOREIGN})(?: is)?[ :=]{1,3}${VALUE}(?=[\\s,.;!?)"'\`]|$)`,
      'giu',
    ),
    real: isOfPair,
  },
  {
    name: 'sentence',
    hint: 'pass|pwd?|psk|secret|shared|community',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_-])(?:${SECRET_WORD})(?: (?:for|of|on|in|at) [^\\n.,:;]{1,60}?)?(?: (?:is|was)(?: now| still)?| (?:set|changed|rotated|reset) to| ?[:=])[ \\t]{1,3}${VALUE}${END}`,
      'giu',
    ),
    real: isSaid,
  },
  {
    name: 'sentence',
    hint: 'pass|pw',
    pattern: new RegExp(
      [
        `\\b(?:use[sd]?|set|with|enter|type|try|put) ${VALUE} as (?:the |its |our |a )?(?:[\\w-]+ ){0,2}(?:pass(?:word|phrase|code)|pw)\\b`,
        `\\b(?:old|new|current|root|admin|default|temporary|temp|initial|wifi|db|backup) (?:pass(?:word|phrase|code)|pw) ${VALUE}${END}`,
        `(?<![\\w.-])pass ?[=:] ?${VALUE}${END}`,
        `\\bpass(?:word|phrase|code)\\b[^\\n.:;]{0,40}? from \\S{4,100} to ${VALUE}${END}`,
      ]
        .map((one, index) => one.replace('?<secret>', `?<secret${index}>`))
        .join('|'),
      'giu',
    ),
    real: isTyped,
  },
  {
    name: 'sentence',
    hint: 'pass',
    // The one that was is a row of its own: both are found.
    pattern: new RegExp(`\\bpass(?:word|phrase|code)\\b[^\\n.:;]{0,40}? from ${VALUE} to \\S`, 'giu'),
    real: isTyped,
  },
  {
    name: 'pair',
    hint: '(?:admin|root|administrator|sa|postgres|guest|pi|ubuntu|oracle)[:/]|ssh |net use',
    // Names of accounts that every machine has.
    pattern: new RegExp(
      [
        `(?<![\\w/.:@-])(?:admin|root|administrator|sa|postgres|guest|pi|ubuntu|oracle)[:/]${VALUE}${END}`,
        `\\bssh \\S{2,80} \\([^\\s/()]{2,40} ?/ ?${VALUE}\\)`,
        `\\bnet use\\b[^\\n]{0,120}?/user:\\S{1,60} ${VALUE}${END}`,
      ]
        .map((one, index) => one.replace('?<secret>', `?<secret${index}>`))
        .join('|'),
      'giu',
    ),
    real: isTyped,
  },
  {
    name: 'assignment',
    hint: '<(?:\\w+:)?(?:pass|pwd|secret|token|api)',
    pattern: /<(?:\w{1,20}:)?(?:password|passwd|passphrase|pwd|secret|apikey|api-key|token)>(?<secret>[^<>\s]{5,200})<\//gi,
    real: (value) => isShaped(value) || isSimple(value),
  },
  {
    name: 'authorization',
    hint: 'x-|sid=|sessid=|sessionid=|__host-|__secure-|_session=',
    pattern:
      /\bx-(?:api|auth|access|functions)-?(?:key|token)["']?:\s{0,2}["']?(?<secret>[\w+/=.-]{12,400})|(?:connect\.sid|JSESSIONID|PHPSESSID|ASP\.NET_SessionId|\bsessionid|laravel_session|__Host-\w{1,30}|__Secure-[\w.-]{1,30})=(?<secret2>[\w%.+/=-]{16,400})/gi,
    real: (value) => !isPlaceholder(value) && /\d.*\d/.test(value) && /[a-z]/i.test(value),
  },
  {
    name: 'sentence',
    hint: '(?:api|access|deploy|auth)[ _-]?(?:key|token)|(?:licen[cs]e|serial|product|activation)[ -]?key',
    pattern:
      /\b(?:api|access|deploy|auth)[ _-]?(?:key|token)(?: is|:)? ["'`]?(?<secret>[A-Za-z0-9]{16,64})(?![\w./-])|\b(?:licen[cs]e|serial|product|activation)[ -]?key(?: is|:)? (?<secret2>[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){3,7})(?![\w-])/gi,
    real: (value) => /\d.*\d.*\d/.test(value) && (value.includes('-') ? /[A-Z]/.test(value) : /[a-z]/.test(value) && /[A-Z]/.test(value)),
  },
  {
    name: 'sentence',
    hint: '-[0-9a-f]{4}-[0-9a-f]{4}-',
    // Several services give a UUID for a key.
    pattern: new RegExp(
      `(?:\\b(?!(?:${OTHER_KEYS})\\b)[A-Z][A-Za-z]{2,20}(?: API| api| access| secret)?|\\b(?:api|API|Api|access|auth|service|account|secret|licen[cs]e|integration|master)) (?:key|token|secret)(?: is| was|:|=)? ?["'\`]?(?<secret>${UUID})`,
      'g',
    ),
  },
  {
    name: 'sentence',
    hint: 'hard[- ]?coded|[- ]key|appkey',
    // Not forty digits: those are a fingerprint or a commit.
    pattern:
      /\b(?:hard[- ]?coded (?:\w{2,12} ){0,2}(?:key|secret|token|password)|(?:encryption|aes|app|master|network|device|root|hmac|shared|pairing|licen[cs]e|lora\w*)[ _-]?key)(?: is| was|:|=)?\s{1,2}["'`]?(?:0x)?(?<secret>[0-9a-f]{32,128})(?![\w-])/gi,
    real: (value) => value.length !== 40 && /\d/.test(value) && /[a-f]/i.test(value),
  },
  {
    name: 'recovery',
    hint: 'unseal|shamir|recovery[ -](?:key|share)|key[ -]share|shard',
    pattern:
      /\b(?:unseal(?:ing)?|shamir\w*|recovery[ -](?:keys?|shares?)|key[ -](?:shares?|shards?))\b[^\n:=]{0,50}(?:[:=]|\b(?:is|was)\b)[ \t]{0,3}["'`]?(?<secret>[A-Za-z0-9+/]{40,90}={0,2})(?![\w+/])/gi,
    real: (value) => /\d.*\d/.test(value) && /[A-Za-z].*[A-Za-z]/.test(value) && !/^[0-9a-f]{40}$/.test(value),
  },
  { name: 'recovery', hint: '\\d{6}-\\d{6}-\\d{6}', pattern: /(?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])/g },
  {
    name: 'sentence',
    hint: '(?:cn|uid|dc|ou)=|bind',
    pattern: new RegExp(
      `(?:\\bbind(?:s|ing|[ -]?dn)?\\b[^\\n]{0,20}|(?<![\\w-]))(?:cn|uid)=(?=[A-Za-z])(?![^\\n]{0,160}\\b(?:fail|error))[^\\n]{2,160}? (?:with|mit|avec|con|using|pw|password)(?: the)?(?: password| pw)?[ :=]{1,2}${VALUE}`,
      'giu',
    ),
    real: isStrong,
  },
  {
    name: 'answer',
    hint: '\\?[ \\t]*\\r?\\n',
    // Asked for credentials, somebody gives a name and a password on the next line.
    pattern:
      /(?<![\p{L}_])(?:creds?|credentials|log[ -]?ins?|account|access|pass(?:word|wort)s?|pw|zugang(?:sdaten)?|anmeldung|identifiants?|accès|acceso|credenciales|доступ\p{L}?|логин)(?![\p{L}_])[^\n?]{0,80}\?[ \t]{0,4}\r?\n[^\n]{0,60}?(?<![^\s:>(])[^\s/:>(]{2,40}(?: ?\/ ?| : |: | \| )["'`]?(?<secret>[^\s"'`<>/]{6,100})["'`]?[ \t]{0,4}(?=\r?\n|$)/giu,
    real: isOfPair,
  },
  {
    name: 'phrase',
    hint: 'phrase',
    // Words that were drawn, without quotes.
    pattern:
      /\b(?:pass ?phrase|seed ?phrase|mnemonic)\b[^\n.:=;,]{0,60}?(?: (?:is|was|ist|lautet|est)(?: now| jetzt)?:?|:| =)[ \t]{1,2}(?<secret>[a-z]{3,12}(?: [a-z]{3,12}){3,23})(?=[ \t]?(?:[.,;(!]|\r?\n|$))/gi,
    real: isDrawn,
  },
];
