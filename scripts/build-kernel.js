// `node scripts/build-kernel.js`: compiles src/recall/vectors/kernel.wat into src/recall/vectors/kernel-bytes.ts. Run it after every change of the former; a test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = new URL('../src/recall/vectors/kernel.wat', import.meta.url);
const { parseWat } = await wabt();
const module = parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true });
module.validate({ simd: true });
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const lines = base64.match(/.{1,120}/g).map((line) => `  '${line}'`);
writeFileSync(
  new URL('../src/recall/vectors/kernel-bytes.ts', import.meta.url),
  `/** kernel.wat as WebAssembly, in base64. Made by \`node scripts/build-kernel.js\`; not to be edited. */\nexport const KERNEL_BASE64 =\n${lines.join(' +\n')};\n`,
);
