/** Starts a WebAssembly module of ours. It imports nothing into it and knows no module; who asks must have a way without. */

/** The part of WebAssembly that is used here; Node's types lack it. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
}

/** The memory that a module of ours exports. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB, after which `buffer` is another one. @throws RangeError where there are none. */
  grow(pages: number): number;
}

export const WASM_PAGE = 65_536;

/** What the module exports, of whatever type the caller knows it to be; undefined where there is no WebAssembly, no SIMD or no memory. */
export function instantiate(base64: string): unknown {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  if (!wasm) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new wasm.Instance(new wasm.Module(bytes)).exports;
  } catch {
    return undefined;
  }
}
