/** What the desk says in the words of the command line, for surfaces that word it otherwise. Constants alone: a server loads them before anything. */

/** Where ids come from. */
export const SHOWS_IDS = 'kairos recall WORDS shows ids';
