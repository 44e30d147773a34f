/** Which Unicode this Node knows: what was made from words with another one may be cut otherwise. */
export const UNICODE_VERSION = `${process.versions['unicode'] ?? ''} ${process.versions['icu'] ?? ''}`;
