// `node scripts/build-kernel.js`: compiles each kernel.wat into the kernel-bytes.ts beside it. Run it after every change of one; tests compare.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const { parseWat } = await wabt();
for (const room of ['recall/vectors', 'minilm']) {
  const folder = new URL(`../src/${room}/`, import.meta.url);
  const module = parseWat('kernel.wat', readFileSync(new URL('kernel.wat', folder), 'utf8'), { simd: true });
  module.validate({ simd: true });
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,120}/g).map((line) => `  '${line}'`);
  writeFileSync(
    new URL('kernel-bytes.ts', folder),
    `/** kernel.wat as WebAssembly, in base64. Made by \`node scripts/build-kernel.js\`; do not edit it. */\nexport const KERNEL_BASE64 =\n${lines.join(' +\n')};\n`,
  );
}
