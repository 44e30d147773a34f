/** Secrets in the shapes in which people write them, and prose that is near to them. */
import { describe, expect, it } from 'vitest';
import { replaceSecrets } from '../../src/observe/secrets.js';
import { SHAPES } from './secret-shapes.js';

const hex40 = 'b7e23ec29af22b0b4e41da31e868d57226121c84';
const mixed64 = `q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiOzQxWvBnKtPrDhSlFjMgNyCbEaIuo`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const PLACES = [
  ['message', (text: string) => text],
  ['body of a commit', (text: string) => `Change the deployment\n\nIt was this until now:\n\n${text}\n\nReviewed twice.`],
  ['note', (text: string) => `Remember, ${text}`],
] as const;

describe.each(PLACES)('secrets in a %s', (_place, put) => {
  it.each(SHAPES)('%s', async (around, secret) => {
    const { text, found } = await replaceSecrets(put(around.replace('§', () => secret)));
    expect(found).not.toEqual([]);
    for (const part of secret.split(/[\s\\\u200b\u2060\u00ad]+/)) expect(text).not.toContain(part);
    expect(await replaceSecrets(text)).toEqual({ text, found: [] });
  });
});

describe('prose around secrets', () => {
  it.each([
    'the password is hashed with argon2',
    'the password is sha256-hashed',
    'token is refreshed every hour',
    'cli --token <TOKEN>',
    'password: string',
    'cli --password ${PASSWORD}',
    'the id is 550e8400-e29b-41d4-a716-446655440000',
    `revert ${hex40}`,
    `integrity sha512-${base64(mixed64)}`,
    'password: "The password must be long"',
    'the api key is required',
    'curl -u user:$PASSWORD https://x.invalid',
    'mkdir -p build/v2/out',
    'docker run -p 8080:80 nginx',
    'docker run -p 127.0.0.1:8080:80 x',
    'docker run -p 8080:8080/tcp x',
    'Server=db;Password=${PW};',
    'http://localhost:8080/@scope/pkg@1.0',
    '_auth=${NPM_AUTH}',
    'the token is base64-encoded',
    'a ssh key is ed25519',
    'the token was getUser2FA',
    'the --password option is gone',
    'use --password instead of a prompt',
    'Add --password prompting',
    'mongosh -p 27017',
    'the password is argon2',
    'the password is base64, not hex',
    'password "must be long enough"',
    'login with password reset',
    'Fix token parsing\n\nsrc/parser2.ts was wrong',
    'Update the token\n\nrefs/heads/main-2',
    'pin is now 4',
    'das Passwort ist erforderlich',
    'the token RefreshTokenRotationPolicyV2Handler moved',
    'POSTGRES_PASSWORD=password works',
    'le mot de passe est obligatoire',
    'git clone --token GITHUB_TOKEN2',
    'the secret is ES2022',
  ])('%s', async (text) => {
    expect(await replaceSecrets(text)).toEqual({ text, found: [] });
  });
});
