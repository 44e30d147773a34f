/** The answer of a tool: text for clients that show text, and the same as data for those that read data. A file of its own avoids an import cycle. */

export interface Answer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}
