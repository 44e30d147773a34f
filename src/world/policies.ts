/** The organisation's policies, as a port: text at an absolute path or an address. It knows nothing of what they say, keeps nothing, and sends nothing. */

export type PolicyText =
  | { readonly is: 'text'; readonly text: string }
  /** There is no such file. Of an address: never. */
  | { readonly is: 'absent' }
  /** It is there, or should be, and could not be read; `why` is for people. */
  | { readonly is: 'failed'; readonly why: string };

export interface Policies {
  /**
   * The text of a policy: at most 64 KiB, within five seconds, without following a redirection. Of addresses `https:` alone is read, and `http:` of
   * this machine's own loopback. Never throws: what goes wrong is `failed`.
   */
  read(source: string): Promise<PolicyText>;
}
