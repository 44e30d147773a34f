/** A worker for `files-stress.system.test.ts`: appends lines of many lengths through the real Files port. COUNT 0: until it is killed. */
const [folder, path, name, count] = process.argv.slice(2);
const last = count === '0' ? Infinity : Number(count);
const { realFiles } = await import(`${folder}/adapters/files.js`);
const files = realFiles();
for (let number = 0; number < last; number += 1) {
  await files.append(path, `- ${name} ${number} ${'x'.repeat((number * 997) % 16_000)} ^${name}${number}\n`);
}
