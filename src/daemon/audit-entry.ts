/** What the audit keeps of a fact, until it is an entry of the daily log. Types only. */

/** `decision`: to act or to sleep, why, how long. `action`: what it did. `result`: what came of it. `retry`: the same again. `anomaly`: what went wrong. */
export type AuditKind = 'decision' | 'action' | 'result' | 'retry' | 'anomaly';

export interface AuditEntry {
  readonly kind: AuditKind;
  readonly atMs: number;
  readonly text: string;
  /** Of entries that it rests on. */
  readonly ids?: readonly string[];
}
