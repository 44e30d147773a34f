import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPolicies } from '../../src/adapters/policies.js';

const folder = mkdtempSync(join(tmpdir(), 'kairos-policy-'));
const { read } = realPolicies();
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/policy' }).end();
    else if (request.url === '/large') response.end('x'.repeat(1 << 20));
    else if (request.url === '/closed' && request.headers.authorization === `Basic ${Buffer.from('me:pass word').toString('base64')}`)
      response.end('allow: true\n');
    else if (request.url === '/policy') response.end('allow: true\n');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('a policy', () => {
  it('is read from a file, by its path or as an address', async () => {
    const path = join(folder, 'policy.yaml');
    writeFileSync(path, 'allow: true\n');
    expect(await read(path)).toEqual({ is: 'text', text: 'allow: true\n' });
    expect(await read(`file://${path}`)).toEqual({ is: 'text', text: 'allow: true\n' });
    expect(await read(join(folder, 'absent'))).toEqual({ is: 'absent' });
    expect(await read(folder)).toMatchObject({ is: 'failed' });
    writeFileSync(path, 'x'.repeat(70_000));
    expect(await read(path)).toMatchObject({ is: 'failed' });
  });

  it('is read from a server of this machine', async () => {
    expect(await read(`${base}/policy`)).toEqual({ is: 'text', text: 'allow: true\n' });
  });

  it.each(['/moved', '/large', '/none'])('is not read where the answer is no policy: %s', async (path) => {
    expect(await read(`${base}${path}`)).toMatchObject({ is: 'failed' });
  });

  it.each(['http://policy.example/', 'ftp://127.0.0.1/', 'policy.yaml', 'http://127.0.0.1.example/'])(
    'is asked for nowhere else: %s',
    async (source) => {
      expect(await read(source)).toMatchObject({ is: 'failed' });
    },
  );

  it('is read with the name and the password of its address', async () => {
    const named = base.replace('//', '//me:pass%20word@');
    expect(await read(`${named}/closed`)).toEqual({ is: 'text', text: 'allow: true\n' });
    expect(await read(`${base}/closed`)).toMatchObject({ is: 'failed' });
  });

  it('that nobody serves is a failure with its reason', async () => {
    expect(await read('https://127.0.0.1:2/')).toMatchObject({ is: 'failed', why: expect.stringContaining('ECONNREFUSED') as string });
  });
});
