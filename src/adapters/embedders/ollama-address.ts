/**
 * The address of the Ollama server, and whether it is this machine. All embedded text is sent there, so nothing that a checkout brings may
 * choose it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Machine } from './ollama-model.js';

const LOOPBACK_SERVER = 'http://127.0.0.1:11434';

interface ServerAddress {
  readonly url: string;
  readonly isLoopback: boolean;
  /** Why OLLAMA_HOST was not used, for people. */
  readonly problem?: string;
}

/**
 * The address of the server: the user's `ollama.url`; else OLLAMA_HOST, the server's own variable, if it names this machine; else the
 * server's default address. A variable that names another machine is not used, because the environment may come from a checkout (direnv, a
 * dev container).
 */
export function serverAddress(configured: string | undefined, ollamaHost: string | undefined): ServerAddress {
  if (configured !== undefined) return { url: configured, isLoopback: isLoopback(configured) };
  const usual = { url: LOOPBACK_SERVER, isLoopback: true };
  if (ollamaHost === undefined || ollamaHost.trim() === '') return usual;
  const url = urlOfHost(ollamaHost.trim());
  if (url !== undefined && isLoopback(url)) return { url, isLoopback: true };
  const why = url === undefined ? 'is no address' : 'is not this machine';
  return { ...usual, problem: `OLLAMA_HOST ${why}; set ollama.url in your own settings` };
}

/** Reads `host`, `host:port`, `:port` and whole addresses. "All interfaces", an address to listen on, becomes loopback. */
function urlOfHost(host: string): string | undefined {
  const [, scheme = 'http', rest = ''] = /^(?:(https?):\/\/)?(.*)$/.exec(host) ?? [];
  const full = `${scheme}://${rest.startsWith(':') ? '127.0.0.1' : ''}${rest}`;
  if (!URL.canParse(full)) return undefined;
  const url = new URL(full);
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  if (url.port === '' && !/^https?:\/\//.test(host)) url.port = '11434';
  return url.username === '' && url.password === '' ? url.origin : undefined;
}

/** True for 127.0.0.0/8, ::1 and `localhost`. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Reads what this machine can carry, without starting a program: main memory (or the container's limit), Apple silicon, the memory of AMD
 * cards from the kernel, and whether there is an NVIDIA driver, whose memory stands in no file.
 * @param usesGpu the server reports that it holds a model in graphics memory.
 */
export function thisMachine(usesGpu: boolean): Machine {
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  if (process.platform === 'darwin' && process.arch === 'arm64') return { memoryBytes, gpu: 'unified' };
  const gpuBytes = amdMemoryBytes();
  if (gpuBytes > 0) return { memoryBytes, gpu: 'own', gpuBytes };
  return { memoryBytes, gpu: usesGpu || existsSync('/proc/driver/nvidia/version') ? 'own' : 'none' };
}

const CARDS = '/sys/class/drm';

/** The memory of the largest card; 0 where there is none. */
function amdMemoryBytes(): number {
  if (!existsSync(CARDS)) return 0;
  const sizes = readdirSync(CARDS)
    .filter((name) => /^card\d+$/.test(name))
    .map((card) => `${CARDS}/${card}/device/mem_info_vram_total`)
    .filter((path) => existsSync(path))
    .map((path) => Number(readFileSync(path, 'utf8')));
  // Processors with built-in graphics report the half gigabyte or so that they set aside, which tells nothing of a card.
  return Math.max(0, ...sizes.filter((size) => size >= 2e9));
}
