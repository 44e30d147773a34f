/** Secrets that people tell each other, and talk that is near to them. */
import { describe, expect, it } from 'vitest';
import { replaceSecrets } from '../../src/observe/secrets.js';

const PLACES = [
  ['message', (text: string) => text],
  ['body of a commit', (text: string) => `Change the deployment\n\nIt was this until now:\n\n${text}\n\nReviewed twice.`],
  ['note', (text: string) => `Remember, ${text}`],
] as const;

describe.each(PLACES)('what is told in a %s', (_place, put) => {
  it.each([
    ["bob: what's the root pw on nas2?\nann: §\nbob: thx", 'gurkensalat-1987'],
    ["> anyone got the wifi password for the lab?\n> it's §", 'Blue-Kettle-44'],
    ['<tom> password for grafana?\n<ina> §', 'tulpenfeld2020!'],
    ['Q: what is the admin passphrase?\nA: §', 'otter-basin-71'],
    ['wie ist das Passwort vom Drucker?\nklaus: §', 'Kaffee#2211'],
    ['GitHub recovery codes:\n1f3a9-77c2e\n§\n0c8f2-d11b7', '9bd01-4e5aa'],
    ['backup codes for the bot account: 48213377, §, 11827364', '90124455'],
    ['Saved the 2FA backup codes: 7hk2-m9qd § 2pvc-6rjf', '4tzw-8xnb'],
    ['Recovery code for the Mac: §', 'X7KD-22MP-9QTR-W4LN-55BC-HH8Z'],
    ['Wiederherstellungscodes: 8841-2290, §', '7713-0042'],
    ['emergency codes: 5512-0411 §', '1189-9077'],
    ['run with password=§ on the jump host', 'swordfish'],
    ['db.password=§ in application.properties', 'kingfisher'],
    ['set PGPASSWORD=§ before psql', 'butterfly'],
    ["curl 'https://x.example/login?user=a&password=§'", 'marigold'],
    ['export ADMIN_PASS=§ and restart', 'mountain'],
    ['spring.datasource.password=§', 'elephant'],
    ['keystore passphrase="§"', 'blackbird'],
    ['wpa_passphrase=§', 'nightingale'],
    ['The deploy password leaked, so rotate it to § tonight', 'Marzipan-8842'],
    ['token was exposed; we changed it to § on all hosts', 'q8Zt55LmPw21'],
    ['the ftp password expired, reset it to §', 'winter2025x'],
    ['Login for the test shop: bob / §', 'hunter22x'],
    ['credentials are admin / §', 'Sonne!2024'],
    ['log in as demo / §', 'demo4Life99'],
    ['user: kate / pass: §', 'Falter_903'],
    ['staging account is qa@shop.example / §', 'Rhabarber77'],
    ['Zugang: gast / §', 'Winterreise88'],
    ['identifiants : marie / §', 'Soleil2021!'],
  ])('%s', async (around, secret) => {
    const { text, found } = await replaceSecrets(put(around.replace('§', () => secret)));
    expect(found).not.toEqual([]);
    expect(text).not.toContain(secret);
    expect(await replaceSecrets(text)).toEqual({ text, found: [] });
  });
});

describe('what is talked about', () => {
  it.each([
    'password=true turns the prompt on',
    'password: required',
    'passwordField=name is the new attribute',
    'password=${X} is read from the environment',
    'password=process.env.X',
    'password=<your password>',
    'authenticate(username=username, password=password)',
    'connect(user=user, password=pwd, host=host)',
    'form[password=required] shows the error',
    'password=string in the schema, and token=string too',
    'The URL parameter password=... is no longer logged',
    'password=None is allowed for sockets',
    'User(password=hashed) stores the hash',
    'password=newPassword was never sent',
    "what's the password policy?",
    'ann: twelve characters',
    'who changed the password form?',
    'bob: I did',
    'Is the password field required?',
    'yes',
    'password reset mail is not sent?',
    'fixed in #1234',
    'do we need the token?',
    'no, see v2.1.0',
    'backup codes are hashed with bcrypt now',
    'recovery codes: show them once, ten of them',
    'error codes: 40401, 40402 and 50301',
    'Show the backup codes: copy, print and download',
    'status codes 401/403 for the login',
    'login / logout buttons swapped',
    'user / admin2 roles',
    'account / billing pages moved',
    'login form: email / password',
    'password: min 8 / max 64',
    'log in with ES256 / RS256',
    'the token changed to a JWT',
    'change it to utf8mb4',
    'password hashing: we changed it to argon2id',
    'rotate it to landscape',
    'set it to node18 in CI',
    'The password check: set it to strict2 mode',
    'reset it to default',
    'user agent / chrome120',
    'the credentials type / oauth2 flow',
    'account id / sha256 pairs',
    'emergency code path removed',
    'recovery code: 503 handled',
    'password=password',
    'mysql.password=changeme',
    '--password=$PW',
    'password=env.DB_PASS',
    'backup: code 12345 lines moved',
    'recovery: codes 1-5',
    'passwordless=enabled',
    'password=masked in output',
  ])('%s', async (text) => expect(await replaceSecrets(text)).toEqual({ text, found: [] }));
});
