/** Reads one file that is to be imported, and refuses what is no text of a person's length. It follows no link and understands no Markdown but front matter. */
import { errorText } from '../base/errors.js';
import { readYamlFront } from '../memory/front-matter.js';
import { withoutComments } from './comments.js';
import type { World } from '../world/world.js';
import type { FileText, ImportFile, Unread } from './imported-file.js';

/** As for a topic: nobody reads more at once. */
export const FILE_LIMIT_BYTES = 256 * 1024;
/** The text, or why there is none. */
export async function readFileText(world: Pick<World, 'files'>, file: ImportFile): Promise<FileText | Unread> {
  try {
    return await read(world, file);
  } catch (error) {
    // One file that its owner closed to us must not keep the others out.
    return { why: `cannot be read: ${errorText(error)}` };
  }
}

async function read({ files }: Pick<World, 'files'>, file: ImportFile): Promise<FileText | Unread> {
  const stat = await files.stat(file.path);
  if (stat?.kind === 'link') return { why: 'is a link' };
  if (stat?.kind !== 'file') return { why: 'is no file' };
  if (stat.sizeBytes > FILE_LIMIT_BYTES) return { why: `has ${stat.sizeBytes} bytes, over the limit of ${FILE_LIMIT_BYTES}` };
  // One byte more than the limit: the file may have grown since.
  const bytes = await files.readPart(file.path, 0, FILE_LIMIT_BYTES + 1);
  if (!bytes) return { why: 'cannot be read' };
  if (bytes.length > FILE_LIMIT_BYTES) return { why: `is over the limit of ${FILE_LIMIT_BYTES} bytes` };
  const text = decoded(bytes);
  if (text === undefined) return { why: 'is not text in UTF-8' };
  const { end, data, problem } = readYamlFront(text);
  if (problem !== undefined) return { why: problem };
  const body = withoutComments(text.slice(end).replace(/\r\n?/g, '\n'));
  return body.trim() === '' ? { why: 'is empty', isWhole: true } : { file, front: data, body, bytes };
}

function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A field of front matter as one line of text; '' for what is none. A list gives its texts. */
export function frontText(front: FileText['front'], ...names: readonly string[]): string {
  for (const name of names) {
    const value = front[name];
    const parts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' || typeof one === 'number');
    const text = parts.map(String).join(', ').replace(/\s+/g, ' ').trim();
    if (text !== '') return text;
  }
  return '';
}
