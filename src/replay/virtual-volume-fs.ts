/** A volume in the form of a file system that isomorphic-git takes: ten methods with promises. It adds no behaviour. */
import type { VirtualVolume, VolumeStat } from './virtual-volume.js';

/** Of the options only the encoding for reading counts; modes and the like are ignored. */
export interface VolumePromises {
  readFile(path: string, options?: Encoding): Promise<Buffer | string>;
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  stat(path: string): Promise<VolumeStat>;
  lstat(path: string): Promise<VolumeStat>;
  readlink(path: string): Promise<string>;
  symlink(target: string, path: string): Promise<void>;
}

type Encoding = BufferEncoding | { readonly encoding?: BufferEncoding };

/** Each promise rejects with the volume's own error. */
export function volumeFs(volume: VirtualVolume): { readonly promises: VolumePromises } {
  return {
    promises: {
      readFile: async (path, options) => {
        const encoding = typeof options === 'string' ? options : options?.encoding;
        return encoding === undefined ? volume.readFileSync(path) : volume.readFileSync(path, encoding);
      },
      writeFile: async (path, content) => volume.writeFileSync(path, content),
      unlink: async (path) => volume.unlinkSync(path),
      readdir: async (path) => volume.readdirSync(path),
      mkdir: async (path) => volume.mkdirSync(path),
      rmdir: async (path) => volume.rmdirSync(path),
      stat: async (path) => volume.statSync(path),
      lstat: async (path) => volume.lstatSync(path),
      readlink: async (path) => volume.readlinkSync(path),
      symlink: async (target, path) => volume.symlinkSync(target, path),
    },
  };
}
