/**
 * Secrets in the shapes in which people write them: a text with § in the place of the secret, and the secret. The values are invented and joined at run
 * time, so that no scanner reports this file as a leak.
 */

const MIXED = 'q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiOzQxWvBnKtPrDhSlFjMgNyCbEaIuo'.repeat(8);
const HEX = 'b7e23ec29af22b0b4e41da31e868d57226121c84a9c7f0d3e5b1826f4d0c9a7e'.repeat(4);
const mixed = (length: number): string => MIXED.slice(0, length);
const hex = (length: number): string => HEX.slice(0, length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const github = ['gh', 'p_', mixed(36)].join('');
const pem = ['-----BEGIN ', 'PRIVATE KEY-----\n', `MIIE${mixed(200)}`, '\n-----END ', 'PRIVATE KEY-----\n'].join('');
const url = (scheme: string, secret: string, host: string): string => [scheme, '://app:', secret, '@', host].join('');
const aws = `${mixed(19)}/${mixed(20)}`;

/** Tokens that are known by their beginning. */
const TOKENS: readonly string[] = [
  ['nt', 'n_', mixed(46)],
  ['fi', 'gd_', mixed(40)],
  ['r', '8_', mixed(37)],
  ['rn', 'd_', mixed(28)],
  ['xa', 'i-', mixed(80)],
  ['pp', 'lx-', mixed(48)],
  ['lsv', '2_pt_', hex(32), '_', hex(10)],
  ['pscale', '_tkn_', mixed(43)],
  ['pscale', '_pw_', mixed(43)],
  ['xkey', 'sib-', hex(64), '-', mixed(16)],
  ['CF', 'PAT-', mixed(43)],
  ['tskey', '-auth-', mixed(16), '-', mixed(32)],
  ['tskey', '-api-', mixed(12), '-', mixed(32)],
  ['fo', '1_', mixed(43)],
  ['v1', '.0-', hex(24), '-', hex(146)],
  ['EAA', 'C', mixed(160)],
  ['1/', '/0', mixed(60)],
  ['A', 'Q.', mixed(50)],
  ['M', mixed(23), '.', mixed(6), '.', mixed(38)],
  [mixed(3), '8Q', '~', mixed(34)],
  ['ops', '_eyJ', mixed(300)],
  ['lsv', '2_sk_', hex(32), '_', hex(10)],
  ['EAA', 'G', mixed(180)],
  ['fm', '2_', mixed(200)],
].map((parts) => parts.join(''));

/** [text with § in the place of the secret, secret] */
const SAID: readonly (readonly [string, string])[] = [
  ['deploy with --password § first', 'Tr0ub4dor&3x'],
  ['run gh-mirror --token § now', mixed(24)],
  ["use --api-key '§' here", mixed(32)],
  ['cli --auth-token § push', mixed(20)],
  ['cli --db-password § migrate', 'k3xQ!9zz'],
  ['cli --client-secret § login', mixed(32)],
  ['mysql -u root -p§ app', 'S3cr3tPw!'],
  ['mysqldump -h db -p§ app > x', mixed(12)],
  ["sshpass -p '§' ssh root@host", 'R00t!pass9'],
  ['mariadb -uroot -p§', mixed(14)],
  ['docker login -u ci -p § registry.invalid', mixed(20)],
  ['redis-cli -h cache -a § ping', mixed(18)],
  ['sqlcmd -S db -U sa -P § -Q x', 'Str0ng!Passw'],
  ['curl -u admin:§ https://api.invalid', 'Zx81!spec'],
  ['curl -s --user bot:§ https://x.invalid', mixed(16)],
  ['curl -x p:1 --proxy-user bob:§ https://x.invalid', 'pr0xy!pw'],
  ['http -a joe:§ api.invalid', mixed(10)],
  ["curl -u 'me@x.invalid:§' https://j.invalid", mixed(24)],
  ['machine api.invalid login ci password §', 'h3roku!pw'],
  ['machine x.invalid\n  login me\n  password §', mixed(20)],
  ['default login anon password §', mixed(12)],
  ['the staging password is §', 'Blue42!Horse'],
  ['The database password is now §', mixed(14)],
  ['password for the admin account is §', 'Adm1n!2024'],
  ['the aws secret access key is §', aws],
  ['our api key is §', mixed(32)],
  ['The access token for CI is `§`', mixed(30)],
  ['client secret was §', mixed(24)],
  ['reset the root password to §', 'N3w!Passw0rd'],
  ['password changed to §', 'Qw3rty!uiop'],
  ['the token is §', hex(40)],
  ['the deploy token is "§"', mixed(22)],
  ['passphrase: "§"', 'correct horse battery staple'],
  ["passphrase = '§'", 'purple monkey dishwasher lamp'],
  ['the passphrase is "§"', 'seven green lanterns drift'],
  ['password: "§"', 'walnut river copper sky'],
  ['mnemonic: "§"', 'abandon ability able about above absent absorb abstract'],
  ['seed phrase: "§"', 'zebra youth wrist worth wrap'],
];

const CONNECTIONS: readonly (readonly [string, string])[] = [
  ['dsn app:§@tcp(db:3306)/app', 'S3cr3t!x'],
  ['root:§@unix(/run/mysql.sock)/app', 'onlyletters'],
  ['app:§@tcp6([::1]:3306)/x', mixed(12)],
  ['Server=db;Database=app;User Id=sa;Password=§;', 'OnlyLetters'],
  ['Driver={SQL};Server=db;Uid=sa;Pwd=§;', 'Correcthorse'],
  ['Data Source=db;Initial Catalog=x;User ID=u;Password=§;Encrypt=yes', 'Battery!Staple'],
  ['Password=§;Server=db', 'Staplehorse'],
  ['Host=db;Username=u;Password=§', 'Horsebattery'],
  ['host=db user=app password=§ dbname=x', 'onlyletters'],
  ['dbname=x port=5432 user=u password=§', 'lettersalone'],
  ...(['p@ss/w0rd', 'a#b@c!d', 'x/y#z@q', 'tw@@ats1', 'sl/ash9pw'] as const).flatMap((secret): [string, string][] => [
    [url('postgres', '§', 'db.invalid/app'), secret],
    [url('mysql', '§', 'db.invalid:3306/app'), secret],
    [url('redis', '§', 'cache.invalid:6379'), secret],
    [url('amqp', '§', 'mq.invalid'), secret],
  ]),
  [url('https', '§', 'git.invalid/x.git'), 'p@ss#w0rd'],
  [url('mongodb+srv', '§', 'c.invalid/app'), 'm@ngo/9'],
];

const ENCODED: readonly (readonly [string, string])[] = [
  ['_auth=§', base64(`ci:${mixed(12)}`)],
  ['//r.invalid/:_auth=§', base64('ci:hunter22')],
  ['_password = §', base64(mixed(12))],
  ['//r.invalid/:_password="§"', base64('words')],
  ['key: §', base64(pem)],
  ['data §', base64(pem)],
  ['the value § in the manifest', base64(github)],
  ['config §', base64(`x ${github}`)],
  ['payload §', base64(`{"a":"${TOKENS[0]!}"}`)],
  ['use §', `${github.slice(0, 20)}\n${github.slice(20)}`],
  ['use §', `${github.slice(0, 15)}\n    ${github.slice(15)}`],
  ['use §', `${github.slice(0, 20)}\u200b${github.slice(20)}`],
  ['use §', `${github.slice(0, 9)}\u2060${github.slice(9)}`],
  ['use §', `${github.slice(0, 9)}\u00ad${github.slice(9)}`],
  ['password=§', `${mixed(10)}\u200b${mixed(10)}`],
  ['AWS_SECRET_ACCESS_KEY=§', `${aws.slice(0, 18)}\\\n${aws.slice(18)}`],
  ['AWS_SECRET_ACCESS_KEY=§', `${aws.slice(0, 22)}\\\n  ${aws.slice(22)}`],
  ['token=§', `${mixed(20)}\\\n${hex(20)}`],
];

/** Words behind options, in sentences, files of logins, encoded twice, and below the subject that names them. */
const WIDER: readonly (readonly [string, string])[] = [
  ['cli --password § go', 'correcthorse'],
  ['run tool --passphrase § now', 'batterystaple'],
  ['mongosh -u a -p § db', 'Zx9!kLm2'],
  ['mongodump --uri x -p §', mixed(12)],
  ['mysql -uroot -p§ app', 'Zx9kLm2'],
  ['cqlsh -u c -p § host', 'c4ss!pw'],
  ['PGPASSWORD=§ psql', 'Abc9!xyz'],
  ['wget --user=a --password=§ x', 'Qw9!er7T'],
  ['unzip -P § a.zip', 's3cretZip'],
  ['7z x -p§ a.7z', 's3cretZip'],
  ['openssl enc -pass pass:§', 'hunter22x'],
  ['lftp -u bob,§ ftp.invalid', 'ftp!pw77'],
  ['smbclient -U bob%§ //h/s', 'Secr3tX'],
  ['sqlplus scott/§@db', 't1ger!x'],
  ['htpasswd -bc .htpasswd bob §', 'w3b!pass'],
  ['nmcli dev wifi connect x password §', 'w1fi!pass'],
  ['vault login §', mixed(26)],
  ['wifi password is §', 'hunter22'],
  ['the wifi password is now §', 'sunshine2024'],
  ['pw is §', 'Xk9!mm2Q'],
  ['pw: §', 'Xk9!mm2Q'],
  ['the password: §', 'Blue42!Horse'],
  ['password for prod is now `§`', 'Zx9!kLm2'],
  ['passcode was §', 'letmein99'],
  ['token is\n§', mixed(24)],
  ['machine h.invalid login bob password §', 'swordfish'],
  ['machine h.invalid\n login bob\n password §', 'swordfish'],
  ['default login anonymous password §', 'guestbook'],
  ['user:"a" passphrase "§"', 'one two three four'],
  ["passphrase '§'", 'lighthouse marble orbit'],
  ['the password `§`', 'Zx9!kLm2'],
  ['passphrase: "§"', 'hello there my friend'],
  ['export DB_PASS=§', mixed(24)],
  ['Authorization: Token §', mixed(40)],
  ['set the api-key § there', mixed(40)],
  ['the wifi key is §', 'Sunny!Day42'],
  ['docker run -e POSTGRES_PASSWORD=§ postgres', 'hunter22'],
  ['gpg --batch --passphrase § -d x', 'swordfish77'],
  ['ssh-keygen -t ed25519 -N "§"', 'Zx9!kLm2 abc'],
  ['das Passwort ist §', 'Blue42!Horse'],
  ['le mot de passe est §', 'Blue42!Horse'],
  ['la contraseña es §', 'Blue42!Horse'],
  ['密码是§', 'Blue42!Horse'],
  ['§', base64(base64(github))],
  ['data: §', base64(base64(pem))],
  ['use §', `${github.slice(0, 9)}\u200d${github.slice(9)}`],
  ['use §', `${github.slice(0, 9)}\u{e0061}${github.slice(9)}`],
];

/** All of them. */
export const SHAPES: readonly (readonly [string, string])[] = [
  ...TOKENS.map((token) => ['rotate § today', token] as const),
  ...SAID,
  ...CONNECTIONS,
  ...ENCODED,
  ...WIDER,
];
