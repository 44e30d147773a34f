/** Random values, as a port: the only source of them in rooms. */

/** Random values. */
export interface Random {
  /** `length` characters of lower-case Crockford base32 (0-9 a-z without i l o u). */
  base32(length: number): string;
}
