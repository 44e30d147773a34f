/** What the parts of this room hand on: a file that may be imported, what was read of it, and what it comes to. Types alone. */
import type { ImportSource } from '../memory/import-text.js';
import type { YamlFront } from '../memory/front-matter.js';

/** A file to be imported. */
export interface ImportFile {
  /** Absolute, with `/`. */
  readonly path: string;
  /** As entries name it: from the root of the work tree, or absolute for a file outside of it. */
  readonly shown: string;
  readonly source: ImportSource;
  readonly mtimeMs: number;
  /** `model` for what a model wrote; left out, git says whether the file is the repository's. */
  readonly by?: 'model';
}

/** A file that is not read, and why. */
export interface RefusedFile {
  readonly path: string;
  readonly why: string;
}

/** Why nothing comes of a file. `isWhole`: it was read, and says nothing. */
export interface Unread {
  readonly why: string;
  readonly isWhole?: true;
}

/** The text of a file. */
export interface FileText {
  readonly file: ImportFile;
  readonly front: YamlFront['data'];
  /** Behind the front matter, without the blocks that kairos keeps there and without comments. */
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** One memory of a file. */
export interface ImportUnit {
  readonly text: string;
  /** The headings that it stands under. */
  readonly section?: string;
  /** What became of a decision, where it does not simply hold: superseded by 5, rejected, proposed. */
  readonly status?: string;
  /** The file that takes this decision's place, as its status names it: a name or a number. */
  readonly supersededBy?: string;
  /** A date that the text gives itself, behind the front matter. */
  readonly date?: string;
}
