/** What a tool answers: text for clients that show text, and the same as data for those that read data. A type, so that nothing hangs on the tools. */

export interface Answer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}
