/** The only error class of kairos: a code for programs, a message for people, and a hint with the next command. */

const REFUSED = [
  'untrusted-directory',
  'lock-held',
  'dream-open',
  'newer-format',
  'git-busy',
  'daemon-running',
  'paused',
  'work-tree-in-the-way',
  'hostile-checkout',
  'foreign-commit',
  'foreign-hooks',
  'foreign-settings',
  'not-a-tree',
  'needs-answer',
  'only-in-journal',
] as const;
const USAGE = ['usage', 'bad-date', 'too-large'] as const;
const FAILED = [
  'not-a-repository',
  'no-kairos',
  'not-found',
  'bad-config',
  'bad-entry',
  'bad-path',
  'over-limit',
  'ref-moved',
  'git-failed',
  'git-too-old',
  'damaged',
  'embedder-failed',
  'disk-full',
  'not-writable',
  'cancelled',
] as const;

/** Refused (exit code 3), wrong use (2), failed (1). */
export const ERROR_CODES = [...REFUSED, ...USAGE, ...FAILED] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(text: string): text is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(text);
}

export class KairosError extends Error {
  readonly code: ErrorCode;
  /** What to do about it, usually the next command. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KairosError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The exit code for an error: 1 failed, 2 wrong use, 3 refused. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof KairosError)) return 1;
  if ((REFUSED as readonly ErrorCode[]).includes(error.code)) return 3;
  return (USAGE as readonly ErrorCode[]).includes(error.code) ? 2 : 1;
}

/** True for an error that only means that nothing can be written there (read-only, no permission, full disk). */
export function isUnwritable(error: unknown): boolean {
  return error instanceof KairosError && (error.code === 'not-writable' || error.code === 'disk-full');
}

/** The message of a thrown error; any other thrown value as text. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
