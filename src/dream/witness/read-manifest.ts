/** Parses what manifests are written in, in one place: what cannot be read is undefined and states nothing. Pure. */
import { parse } from 'yaml';

/** One manifest, parsed when the first reader asks for it. */
export interface Manifest {
  readonly text: string;
  json(): unknown;
  yaml(): unknown;
  toml(): unknown;
}

/** @param toml parses TOML, which loads only where there is some. */
export function manifestOf(text: string, toml: (text: string) => unknown): Manifest {
  return {
    text,
    json: once(() => JSON.parse(text.replace(/^\uFEFF/, ''))),
    // Every scalar as it is written: else 3.10 would be the number 3.1, and `on` might be true.
    yaml: once(() => parse(text.replace(/^\uFEFF/, ''), { schema: 'failsafe', maxAliasCount: 20, logLevel: 'error' })),
    toml: once(() => toml(text)),
  };
}

function once(read: () => unknown): () => unknown {
  let found: { readonly value: unknown } | undefined;
  return () => (found ??= { value: valueOf(read) }).value;
}

function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The parser of TOML, which takes its time to load. */
export async function tomlReader(): Promise<(text: string) => unknown> {
  const { parse: parseToml } = await import('smol-toml');
  return parseToml;
}
