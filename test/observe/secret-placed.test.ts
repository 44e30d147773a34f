/** Secrets that are known by their place: in other languages, in tables, behind PIN, and talk that is near to them. The values are invented. */
import { describe, expect, it } from 'vitest';
import { replaceSecrets } from '../../src/observe/secrets.js';

const HEX = '4f1d9a07c3be5582e6017fa9d2c46b38';

describe('what stands in the place of a secret', () => {
  it.each([
    ['Passwort vom NAS auf § geändert', 'Amsel_Nest41'],
    ['Das Kennwort des Druckers wurde geändert auf §.', 'F1scherhütte'],
    ['Passwort des Gastkontos heißt jetzt §', 'Birkenweg-7b'],
    ['Kennwort §, bitte nicht weitergeben', 'Muschel#88'],
    ['accès recette : login demo, mdp § (temporaire)', 'orage_dete_17'],
    ["le mot de passe de l'imprimante devient §", 'Cerise.2931'],
    ['mot de passe remplacé par § ce matin', 'Bruyere-61x'],
    ['contraseña cambiada a § ayer', 'Faro_Norte22'],
    ['La contraseña de pruebas será §', 'Lince+4470'],
    ['senha alterada para § hoje', 'Tucano!Azul7'],
    ['a senha do wiki agora é §', 'Jabuti_5521'],
    ['la password della stampante ora è §', 'lago_blu8'],
    ['password del wiki cambiata in §', 'Trattore_62'],
    ['hasło do serwera zmienione na §', 'Jezioro!Mazur3'],
    ['Hasło: §', 'Kormoran_918'],
    ['heslo k routeru je §', 'Tatranka-33'],
    ['het wachtwoord van de test is §', 'Fietspad_77'],
    ['пароль от роутера сменили на §', 'Ryabina_402'],
    ['Пароль админки теперь §', 'Sneg!2917'],
    ['测试服务器的密码换成 §，请更新', 'Yunhe_4471'],
    ['管理员口令是§', 'Shanhu#992'],
    ['VPN密码：§', 'lantian_77A'],
    ['検証環境のパスワードを § に変更', 'momiji-Aki31'],
    ['테스트 서버 비밀번호는 § 입니다', 'hanok_Byul52'],
    ['| host | login | password |\n| --- | --- | --- |\n| db1 | root | § |', 'lilac-Tram5'],
    ['| Nutzer | Kennwort | Ort |\n|:--|:--|:--|\n| gast | `§` | Halle 3 |', 'nordwind88'],
    ['| name | pwd |\n|---|---|\n| a | first-One1 |\n| b | § |', 'second_Two2'],
    ['| imap-relay | robot | § | tls |', 'Qx7!vRt29bLm'],
    ['guest wifi is up: SSID harbour, key §', 'seagull77cove'],
    ['WLAN im Saal: Schlüssel ist §', 'Leuchtturm-52'],
    ['the PIN for the vault door is §', '480216'],
    ['type PIN § at the gate', '7741'],
    ['PIN-Code lautet §', '902881'],
    ['the door code is §', '5519'],
    ['broker: user probe-3 and secret §', 'otter_P3_lake'],
    ['amqp username relay with password §', 'Bracken77+x'],
    ['login: kiosk, pw §', 'Wacholder_31'],
    [
      'Fastly token 1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f'.replace('1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f', '§'),
      '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
    ],
    ['the service key is §', '7b2e9d10-66aa-4f03-9c1e-5d8842fb7e31'],
    ['drop the hard coded AES key §', HEX.toUpperCase()],
    ['the device key was §', HEX],
    ['unseal key 2: §', `mT4k${HEX.slice(0, 20)}QzR9${HEX.slice(0, 15)}=`],
    ['Shamir share of Ute is §', `Zp8W${HEX}xK3n${HEX.slice(0, 6)}==`],
    ['BitLocker: §', [118204, 550913, 227766, 603141, 480029, 331870, 719904, 260513].join('-')],
    ['ldapsearch binds as uid=reader,ou=apps,dc=lab with §', 'Nebel(27)Horn'],
    ['binddn cn=sync,dc=lab password §', 'Kupfer-81!Dach'],
    ['<uli> who has the grafana login?\n<pia> here you go: pia.r / §', '7SeasUnderStars'],
    ['ann: creds for the lab box?\nbob: lab : §', 'Quartz_Lamp9'],
    ['The passphrase of the usb stick is § (no capitals)', 'copper meadow violin thirty lanterns'],
    ['seed phrase: §', 'orbit walnut candle prairie mosaic tunnel'],
    ['die Passphrase lautet §.', 'tulpe hammer wolke sieben birne'],
  ])('%s', async (around, secret) => {
    const { text, found } = await replaceSecrets(around.replace('§', () => secret));
    expect(found).not.toEqual([]);
    expect(text).not.toContain(secret);
    expect(await replaceSecrets(text)).toEqual({ text, found: [] });
  });
});

describe('what only stands near such words', () => {
  it.each([
    'Passwort vergessen: Link in der Anmeldung ergänzt',
    'Das Passwort ist 12-stellig, die Prüfung auf 8-stellig gesenkt',
    'Kennwort-Hash auf Argon2id geändert',
    'Das Passwort ist bcrypt-12 gehasht',
    'Passwort auf dem Server2-Host geändert',
    'le mot de passe est haché en sha-256',
    'mdp oublié : nouveau lien',
    'la contraseña es obligatoria desde v2.1',
    'senha é validada com regex-2',
    'la password è obbligatoria dalla versione 3.2',
    'hasło jest wymagane od wersji 2.0',
    'пароль теперь хранится в pbkdf2-sha512',
    '密码长度改为12位',
    '密码算法改为 sha256-crypt',
    '密码错误次数改为 5 次',
    'パスワードは8文字以上にする',
    '비밀번호는 8자 이상이어야 합니다',
    'password is required',
    'the password is wrong on page 2',
    'the password is hashed with argon2-cffi',
    'password is too short',
    '| field | type | password |\n|---|---|---|\n| login | string | required |\n| note | string | optional |',
    '| option | default | secret |\n|---|---|---|\n| a | 3000 | no |\n| b | `<none>` | yes |',
    '| version | node20 | v1.2.3-rc.1 | 2024-05-01 |',
    '| Foo.bar() | getUser2 | ok |',
    '| pass | fail | skip |\n|---|---|---|\n| 120 | 3 | 1 |',
    'the pin is soldered',
    'PIN 13 is the LED, PIN 7 the relay',
    'pin is 1.2345 in the lock file',
    'pin: 2024 is the year of the snapshot',
    'GPIO pin for the fan is 1204-B',
    'wifi key is required',
    'SSID list, key WPA2-PSK',
    'user id and key columns are indexed',
    'user table with secret column user_id2',
    'Idempotency key 6f0c1b1e-9a57-4c9e-8a3d-5be2f7c0a912 was seen twice',
    'Cache key 6f0c1b1e-9a57-4c9e-8a3d-5be2f7c0a912 is stale',
    'signing key fingerprint 9A3C0D11E7F24B5586C2A1908D7E6F5A4B3C2D10',
    'Remove hard coded key names from the tests',
    'recovery key is stored in the vault now',
    'unseal key shares: 5, threshold: 3',
    'bind to cn=admin,dc=example with StartTLS',
    'bind as uid=app,dc=x with SHA-256 and TLS1.3',
    'cn=web,dc=x with LDAPv3',
    'who changed the login?\nann: path / to',
    'does the account page work?\nbob: chrome / firefox',
    'the passphrase is read from stdin when missing',
    'the passphrase is hidden behind four stars',
    'passphrase: use more words here please',
    'the seed phrase is shown once after setup',
  ])('%s', async (text) => expect(await replaceSecrets(text)).toEqual({ text, found: [] }));

  it('reads a megabyte of words without values in linear time', async () => {
    for (const piece of [
      'passwort ist ',
      '密码是 ',
      'uid=a with ',
      '| pass | b |\n',
      'wlan key ',
      'PIN for ',
      'unseal key ',
      'passphrase is aaa bbb ',
    ])
      await replaceSecrets(piece.repeat(120_000 / piece.length));
  }, 10_000);
});
