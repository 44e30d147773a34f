/** Every JSON file that kairos writes has sorted keys and a final newline, as FORMAT.md promises. */
import { expect, it } from 'vitest';
import { trust } from '../src/activation/trust.js';
import { jsonFile } from '../src/base/json.js';
import { runDaemon } from '../src/daemon/daemon.js';
import { decide } from '../src/dream/review/accept.js';
import { PLAIN_VIEW } from '../src/memory/log-view.js';
import { openLexical } from '../src/recall/lexical/open-lexical.js';
import { CONFIG, FLAKY, REDIS, virtualSetting } from './dream/setting.js';

it('a tick, an accept and a look at the index write only such files', async () => {
  const { world, ws, dream } = await virtualSetting();
  const written = new Map<string, string>();
  const keep = (path: string, content: string | Uint8Array): void => {
    if (typeof content === 'string' && path.endsWith('.json')) written.set(path, content);
  };
  const files: typeof world.files = {
    ...world.files,
    write: (path, content) => (keep(path, content), world.files.write(path, content)),
  };
  const watched = { ...world, files };
  world.files.lay({ [ws.config]: 'format: 1\n' });
  await trust(watched, ws);
  await runDaemon(watched, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
  await dream([REDIS, FLAKY]);
  await decide(watched, ws, PLAIN_VIEW, CONFIG, { accept: 'all' });
  await openLexical(watched, ws, PLAIN_VIEW);

  expect([...written.keys()]).toEqual(
    expect.arrayContaining([ws.acceptIntent, ws.checkedFile, ws.gatesState, ws.seenFile, ws.trustFile, ws.lexicalHead]),
  );
  for (const [path, text] of written) {
    const value: unknown = JSON.parse(text);
    expect(
      [0, 1, 2].map((indent) => jsonFile(value, indent)),
      path,
    ).toContain(text);
  }
});
