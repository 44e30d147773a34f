/** Reads the keys of any settings file with the parser of YAML. Tags and references are not resolved. Loaded on demand; pure. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Leaf, LeavesOf } from './config-leaves.js';

const MAX_CHARACTERS = 64 * 1024;

/** All keys, with dots for nesting: `dream: {minHours: 1}` and `dream.minHours: 1` are the same. */
export const yamlLeaves: LeavesOf = (text, report) => {
  if (text.length > MAX_CHARACTERS) {
    report('syntax', 1, `the file is longer than ${MAX_CHARACTERS} characters`);
    return [];
  }
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter: counter, prettyErrors: false, logLevel: 'silent' });
  for (const error of document.errors) report('syntax', counter.linePos(error.pos[0]).line, error.message);
  if (document.errors.length > 0 || document.contents === null) return [];
  if (!isMap(document.contents)) {
    report('syntax', 1, 'the file is not a list of "key: value"');
    return [];
  }
  return leavesBelow(document.contents, '', counter);
};

function leavesBelow(map: YAMLMap, prefix: string, counter: LineCounter): Leaf[] {
  return map.items.flatMap((pair) => {
    const key = `${prefix}${isScalar(pair.key) ? String(pair.key.value) : '?'}`;
    const node = isNode(pair.value) ? pair.value : null;
    if (isMap(node) && node.items.length > 0) return leavesBelow(node, `${key}.`, counter);
    const raw: unknown = isScalar(node) ? node.value : undefined;
    const written = isScalar(node) ? (node.source ?? String(node.value)) : 'a list or a reference';
    return [{ key, raw, written, line: counter.linePos(isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0).line }];
  });
}
