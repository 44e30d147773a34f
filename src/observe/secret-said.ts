/**
 * Patterns for secrets that are known by what is said around them: options of commands, sentences, connection strings. Pure. All repetitions are
 * bounded. It must not take a word of prose for a secret: a value counts only if it looks random, or if its place can hold nothing else.
 */
import { isPlaceholder, looksSecret } from './secret-real.js';
import type { SecretRule } from './secret-rules.js';

const named = (secret: string): boolean => !isPlaceholder(secret);
/** A name in code: `getUser2FA`. */
const CAMEL = /^[a-z]{2,}(?:[A-Z][a-z]+|\d{1,2}(?!\d)|[A-Z]{2,5})+[).,:;!?]*$/;
/** Algorithms and the like (`sha256-hashed`) follow "the password is", so words with short numbers do not count. */
const inProse = (secret: string): boolean =>
  looksSecret(secret) &&
  !CAMEL.test(secret) &&
  !/^[a-z]+\d{0,4}(?:[-_/][a-z]*\d{0,4})*[).,:;!?]*$/i.test(secret) &&
  !/^\d+-?[a-z]+(?:-[a-z]+)*[).,:;!?]*$/i.test(secret);
/** Words that tell a message to a person from a phrase that is a secret. */
const isPhrase = (secret: string): boolean =>
  !/\b(?:is|are|was|must|the|an?|your|be|please|invalid|required|incorrect|wrong|not|enter|for|to|of|missing|password|passphrase|token|field)\b|[<>{}$]/i.test(
    secret,
  );

/** What follows an option in prose about it ("the --password option"), and is no password. */
const OPTION_WORD =
  /^(?:flags?|options?|arguments?|args?|parameters?|params?|switch|settings?|values?|fields?|prompts?|support|handling|input|variables?|commands?|string|instead|without|through|using|before|after|because|again|works?|fails?|breaks?|requires?|should|needs?|optional|deprecated|stdin|stdout|default|defaults|takes?|accepts?|expects?|reads?|prints?|means?|would|could|cannot|allows?|files?|names?|passwords?|tokens?|secrets?|username|password-\w+|with|from|when|which|that|this|then|there|into|only|also|have|been|will|must|over|sets?|gives?|shows?|hides?|asks?|lets?|makes?|helps?|implies|overrides?|conflicts?|together|alone|never|always|either|both|where|while|during|since|until|unless|whether|anymore|everywhere|correctly|properly|directly|twice|explicitly)$/i;
/** A word of letters behind an option of a command line. */
const isWord = (secret: string): boolean =>
  named(secret) &&
  (isSimple(secret) ||
    (/^[A-Za-z]{8,40}$/.test(secret) && !OPTION_WORD.test(secret) && !/(?:ing|ed|tion|ment|able|ly|ness)$/i.test(secret)));
/** Names of algorithms, encodings, versions and runtimes, which end in digits as simple passwords do. */
const TECHNICAL =
  /^(?:sha|md|aes|rsa|des|hs|rs|es|ps|dsa|ecdsa|ed|curve|chacha|blake\w?|argon|bcrypt|scrypt|pbkdf|base|utf|ascii|iso|rfc|cve|oauth|http|https|tls|ssl|ipv|x|v|ver|version|node|python|py|java|php|ruby|go|node\w*|win|windows|mac|ubuntu|debian|port|level|step|line|row|test|user|item|page|slot|key|token|day|week|hour|size|max|min|utf\w*)-?\d+[.,;:!?)]*$/i;
/** True for what follows "the password is": as random as a password, or letters with a few digits behind them. */
export const isSimple = (secret: string): boolean =>
  inProse(secret) || (named(secret) && /^[A-Za-z]{3,24}\d{2,6}[!?.,;:)]{0,2}$/.test(secret) && !TECHNICAL.test(secret));

/** What a value in base64 says, where it is text; else ''. */
function plainOf(encoded: string): string {
  const plain = encoded.replace(/=+$/, '').length % 4 === 1 ? '' : atob(encoded);
  return /^[ -~]+$/.test(plain) ? plain : '';
}

const SETTING = '(?:server|data source|driver|host|uid|user(?: id|name)?|database|initial catalog|dsn|dbname|port|provider)';

/** Rows as in secret-rules.ts. */
export const SAID: readonly SecretRule[] = [
  {
    name: 'option',
    hint: '--?[a-z-]*(?:pass|pwd|secret|key|token)',
    pattern:
      /(?<![\w-])--?(?:[a-z]{1,20}-){0,3}(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|auth|secret)-?key)[ \t]{1,4}["'`]?(?<secret>[^\s"'`<>]{6,512})/gi,
    real: isWord,
  },
  {
    name: 'option',
    hint: 'mongo|cqlsh|rabbitmqadmin|oc login|cf login|az login|zip|7z|openssl|gpg|lftp|smbclient|htpasswd|nmcli|sqlplus|net use|vault login',
    pattern: new RegExp(
      [
        '\\b(?:mongo(?:sh|dump|restore|import|export|stat|top)?|cqlsh|rabbitmqadmin|(?:oc|cf|az) login|htpasswd)\\b[^\\n]{0,200}?[ \\t]-p[ \\t]{0,2}["\'`]?(?<secret>[^\\s"\'`<>]{4,200})',
        '\\b(?:un)?zip\\b[^\\n]{0,100}?[ \\t]-P[ \\t]{0,2}["\'`]?(?<secret2>[^\\s"\'`<>]{4,200})|\\b7za?\\b[^\\n]{0,100}?[ \\t]-p["\'`]?(?<secret3>[^\\s"\'`<>]{4,200})',
        '\\bopenssl\\b[^\\n]{0,200}?[ \\t]-pass(?:in|out)?[ \\t]{1,2}["\'`]?pass:(?<secret4>[^\\s"\'`<>]{4,200})|\\blftp\\b[^\\n]{0,100}?[ \\t]-u[ \\t]{1,2}["\'`]?[^\\s,"\'`]{1,60},(?<secret5>[^\\s"\'`<>]{4,200})',
        '\\bsmbclient\\b[^\\n]{0,100}?[ \\t]-U[ \\t]{0,2}["\'`]?[^\\s%"\'`]{1,60}%(?<secret6>[^\\s"\'`<>]{4,200})|\\bsqlplus\\s{1,3}["\'`]?[\\w.$-]{1,60}\\/(?<secret7>[^\\s@"\'`<>]{4,200})@',
        '\\bhtpasswd\\s{1,3}-\\w{0,6}b\\w{0,6}\\s{1,3}\\S{1,100}\\s{1,3}\\S{1,60}\\s{1,3}["\'`]?(?<secret8>[^\\s"\'`<>]{4,200})|\\bnmcli\\b[^\\n]{0,150}?\\bpassword[ \\t]{1,3}["\'`]?(?<secret9>[^\\s"\'`<>]{4,200})|\\bvault login\\s{1,3}(?<secret10>[^\\s"\'`<>-][^\\s"\'`<>]{7,200})',
      ].join('|'),
      'g',
    ),
    real: (secret) => named(secret) && (/\d|[^\w.,:/-]/.test(secret) || isWord(secret)) && !/^[\d:./-]+$/.test(secret),
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
    hint: 'sshpass',
    pattern: /\bsshpass\b[^\n]{0,60}?[ \t]-p[ \t]{0,2}(?:"(?<secret>[^"\n]{4,200})"|'(?<secret2>[^'\n]{4,200})')/g,
    real: named,
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
    name: 'netrc',
    hint: 'login',
    // With the machine before it, any word is a password.
    pattern:
      /(?:\bmachine\s{1,8}[^\s"']{1,200}|\bdefault)\s{1,8}login\s{1,8}["']?[^\s"']{1,100}["']?\s{1,8}(?:account\s{1,8}\S{1,100}\s{1,8})?password\s{1,8}["']?(?<secret>[^\s"'`]{3,200})/g,
    real: named,
  },
  {
    name: 'sentence',
    hint: 'pass|pwd|secret|key|token|credential',
    pattern:
      /\b(?:pass(?:word|wd|phrase|code)|pwd|secret(?: access)?(?: key)?|(?:api|access|auth|private|account|signing|master|client|deploy)[ _-](?:key|secret|token)|token|credentials?)(?: (?:for|of|on|in|at) [^\n.,:;]{1,60}?)?[ \t]{1,3}(?:(?:is|was|are)(?: now| still| currently)?(?: set to| changed to)?|(?:set|changed|rotated|reset) to|now|to|becomes)[ \t:\n]{1,3}["'`]?(?<secret>[^\s"'`<>]{6,512})/gi,
    real: inProse,
  },
  {
    name: 'sentence',
    hint: 'pass|pwd|\\bpw\\b|\\bpin\\b|psk|fi key',
    pattern:
      /\b(?:pass(?:word|wd|phrase|code)|pwd|pw|psk|pin(?: code)?|wi-?fi key)(?: (?:for|of|on|in|at) [^\n.,:;]{1,60}?)?[ \t]{0,3}(?:(?:is|was)(?: now| still| currently)?(?: set to| changed to)?|(?:set|changed|rotated|reset) to|now|becomes|:|=)[ \t\n]{1,3}["'`]?(?<secret>[^\s"'`<>]{6,200})/gi,
    real: isSimple,
  },
  {
    name: 'sentence',
    hint: 'pass|secret|key|token|credential',
    // The subject names it, and the first line below it holds nothing else.
    pattern:
      /^[^\n]{0,160}\b(?:pass(?:word|wd|phrase|code)|secret|(?:api|access|auth|private|deploy|signing|client) ?(?:key|token|secret)|token|credentials?)\b[^\n]{0,40}\n\s{0,4}\n?["'`]?(?<secret>[^\s"'`<>]{8,512})["'`]?(?=\n|$)/gi,
    real: (secret) => inProse(secret) && /\d/.test(secret) && !/[/.]\w+\.\w+$|^[\w-]+[./][\w./-]+$/.test(secret),
  },
  {
    name: 'sentence',
    hint: 'passwort|kennwort|mot de passe|contrase|senha|password|wachtwoord|парол|密码|密碼|口令|パスワード|비밀번호',
    // German, French, Spanish, Portuguese, Italian, Dutch, Russian, Chinese, Japanese, Korean.
    pattern:
      /(?:(?<![\p{L}_-])(?:passwort|kennwort|mot de passe|contraseña|senha|password|wachtwoord|пароль)|密码|密碼|口令|パスワード|비밀번호)[^\n.:=@]{0,40}?(?: (?:ist|lautet|est|es|é|è)|是|は|은|는|:| -)[ \t]{0,3}["'`«„“]?(?<secret>[!#-&(-;=?-_a-~\u00c0-\u024f]{6,200})/giu,
    real: (secret) => isSimple(secret) || (named(secret) && /\d/.test(secret) && /[-_!#+*]/.test(secret) && /[A-Z]/.test(secret)),
  },
  {
    name: 'sentence',
    hint: 'key|token|secret',
    // Long and mixed: nothing but a token looks so behind these words.
    pattern:
      /\b(?:(?:api|access|auth|deploy|secret|signing)[ _-]?key|token|secret)[ \t]{1,3}["'`]?(?<secret>[A-Za-z0-9_+/=-]{24,512})(?![\w./-])/gi,
    real: (secret) =>
      inProse(secret) && (/^[0-9a-f]{32,}$/.test(secret) || (/\d.*\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret))),
  },
  {
    name: 'assignment',
    hint: '(?:password|passwd|_pass|_pwd)=',
    // A variable of the environment: its value is no word of prose, though it may be as simple as one.
    pattern: /\b[A-Z][A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|_PASS|_PWD)=["']?(?<secret>[^\s"'`<>;]{6,200})/g,
    real: isSimple,
  },
  {
    name: 'assignment',
    hint: '(?:secret|token)[a-z0-9_]*=',
    pattern: /\b[A-Z0-9_]{0,60}?(?:SECRET|TOKEN)[A-Z0-9_]{0,30}=["']?(?<secret>[^\s"'`<>;]{8,512})/g,
    real: inProse,
  },
  {
    name: 'option',
    hint: 'ssh-keygen',
    pattern:
      /\bssh-keygen\b[^\n]{0,200}?[ \t]-[NP][ \t]{0,2}(?:"(?<secret>[^"\n]{4,200})"|'(?<secret2>[^'\n]{4,200})'|(?<secret3>[^\s"']{4,200}))/g,
    real: named,
  },
  {
    name: 'phrase',
    hint: 'pass',
    pattern: /\bpass(?:word|wd|phrase)\s{1,3}(?:"(?<secret>[^"\n]{6,200})"|'(?<secret2>[^'\n]{6,200})'|`(?<secret3>[^`\n]{6,200})`)/gi,
    real: (secret) => (secret.includes(' ') ? /^\S{2,40}(?: \S{2,40}){1,30}$/.test(secret) && isPhrase(secret) : inProse(secret)),
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
    hint: 'jdbc:oracle',
    pattern: /\bjdbc:oracle:\w{2,8}:[\w.$-]{1,60}\/(?<secret>[^\s@"'`<>]{3,200})@/gi,
    real: named,
  },
  {
    name: 'connection',
    hint: ':(?:\\d{4,5}|\\*):',
    // host:port:database:user:password, the line of a .pgpass file
    pattern: /(?<![\w.:/-])[\w.*-]{1,100}:(?:\d{4,5}|\*):[A-Za-z*][\w-]{0,60}:[A-Za-z*][\w.-]{0,60}:(?<secret>[^\s:"'`<>]{6,200})(?=\s|$)/g,
    real: isSimple,
  },
  {
    name: 'docker',
    hint: '"auth"',
    pattern: /"auth"\s{0,4}:\s{0,4}"(?<secret>[A-Za-z0-9+/]{8,1000}={0,2})"/g,
    real: (secret) => /^[^:]+:.+$/.test(plainOf(secret)),
  },
  {
    name: 'totp',
    hint: 'otp|2fa|mfa|authenticator',
    // The seed of one-time passwords, in base32.
    pattern:
      /\b(?:[TtHh]?(?:OTP|otp)|2FA|2fa|MFA|mfa|[Aa]uthenticator)\b[^\n]{0,80}?(?<![A-Za-z0-9])(?<secret>[A-Z2-7]{16,128}={0,6})(?![A-Za-z0-9_])/g,
    real: (secret) => /[2-7]/.test(secret) && /[A-Z]/.test(secret),
  },
  {
    name: 'teams',
    hint: 'webhook\\.office',
    pattern: /https:\/\/[\w.-]{1,80}\.webhook\.office\.com\/webhookb2\/(?<secret>[^\s"'`<>]{30,400})/gi,
  },
  {
    name: 'connection',
    hint: 'password=',
    pattern: /\b(?:host|user|dbname|port)=[^\s,]{1,200} (?:[a-z_]{2,30}=[^\s,]{1,200} ){0,8}password=(?<secret>[^\s"'`]{3,200})/g,
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
