/** Many writers at once, each with many notes, on one clone or over its linked work trees: afterwards every acknowledged note stands once. */
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { BIN, place, placeAt, type Place } from '../e2e/kairos.js';
import { countsInLogs, wrongWith } from './watched.js';

export interface Written {
  readonly acknowledged: number;
  readonly refused: number;
  readonly broken: readonly string[];
}

/** Writes a note and says whether it was acknowledged. */
interface Writer {
  write(text: string): Promise<boolean>;
  close(): Promise<unknown>;
}

/** A command for each note. */
const commands = (at: Place): Writer => ({
  write: async (text) => (await at.run(['note', text])).code === 0,
  close: async () => undefined,
});

/** A session takes no more than this in a minute. */
const SESSION_NOTES = 20;

/** A server for every twenty of them. */
async function server(at: Place): Promise<Writer> {
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: 'writer', version: '1' });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp'], cwd: at.root, env: { ...at.repo.env }, stderr: 'ignore' }),
    );
    return client;
  };
  let client = await connect();
  let written = 0;
  return {
    write: async (text) => {
      if (written === SESSION_NOTES) {
        await client.close();
        client = await connect();
        written = 0;
      }
      written += 1;
      return (await client.callTool({ name: 'memory_write_stm', arguments: { text } })).isError !== true;
    },
    close: () => client.close(),
  };
}

/** @param worktrees 1: all in one work tree. @param servers how many of the writers are servers; the others start a command for each note. */
export async function attackByWriters(
  { writers, notes, worktrees, servers = 0 }: { writers: number; notes: number; worktrees: number; servers?: number },
  tell: (line: string) => void = () => undefined,
): Promise<Written> {
  const shop = place({ init: true });
  let isRight = false;
  try {
    const places: Place[] = [shop];
    for (let n = 1; n < worktrees; n += 1) {
      const root = join(shop.root, `../tree${n}`);
      shop.repo.git('worktree', 'add', '-q', '-b', `tree${n}`, root);
      places.push(placeAt(shop.repo, root));
    }
    const acknowledged: string[] = [];
    let refused = 0;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const at = places[writer % places.length] as Place;
        const by = writer < servers ? await server(at) : commands(at);
        for (let n = 0; n < notes; n += 1) {
          const word = `note-w${writer}x-${n}`;
          if (await by.write(`${word} by writer ${writer}`)) acknowledged.push(word);
          else refused += 1;
          if (n % 100 === 99) tell(`writer ${writer}: ${n + 1}`);
        }
        await by.close();
      }),
    );
    for (const one of places) {
      one.ok(['trust']);
      one.ok(['run', '--once']);
    }
    const broken = wrongWith(shop);
    for (const one of places)
      for (const path of [one.root]) {
        const doctor = one.kairos(['doctor']);
        if (doctor.code !== 0) broken.push(`doctor in ${path.slice(-8)}: ${doctor.out.slice(0, 300)}`);
      }
    const counts = countsInLogs(
      places.map(({ root }) => root),
      acknowledged,
    );
    const wrong = [...counts].filter(([, count]) => count !== 1);
    if (wrong.length > 0) broken.push(`${wrong.length} notes do not stand once, as ${wrong[0]?.join(' ')}`);
    isRight = broken.length === 0;
    return { acknowledged: acknowledged.length, refused, broken };
  } finally {
    if (isRight) shop.repo.cleanup();
    else tell(`kept: ${shop.root}`);
  }
}
