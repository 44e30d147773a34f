/** Paths as kairos has them, from paths as the system or a person writes them. It reads no file. */

/** With `/` between the parts. A backslash separates on Windows only: elsewhere it is a letter of a name, and `a\b` is not the folder `a/b`. */
export function withSlashes(path: string, platform: string = process.platform): string {
  return platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
