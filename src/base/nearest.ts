/** The name that somebody meant who mistyped one. Pure. */

/** More changes than this, or more than six in ten letters changed, are another word. */
const CHANGES_MOST = 3;
const ALIKE_LEAST = 0.4;

/** Of the names that there are the one that is likest, `one of a, b` where several are; undefined where none is like it. */
export function nearest(name: string, among: readonly string[]): string | undefined {
  const near = among.flatMap((known) => {
    const changes = distance(name, known);
    const length = Math.max(name.length, known.length);
    return changes <= CHANGES_MOST && (length - changes) / length > ALIKE_LEAST ? [{ name: known, changes }] : [];
  });
  const least = Math.min(...near.map(({ changes }) => changes));
  const names = near.flatMap((one) => (one.changes === least ? [one.name] : [])).toSorted();
  return names.length > 1 ? `one of ${names.join(', ')}` : names[0];
}

/** Letters added, dropped, replaced, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (m: number, n: number): number => rows[m]?.[n] ?? Infinity;
  for (let m = 1; m <= a.length; m++) {
    rows[m] = [m];
    for (let n = 1; n <= b.length; n++) {
      const replaced = cell(m - 1, n - 1) + (a[m - 1] === b[n - 1] ? 0 : 1);
      const swapped = m > 1 && n > 1 && a[m - 1] === b[n - 2] && a[m - 2] === b[n - 1] ? cell(m - 2, n - 2) + 1 : Infinity;
      (rows[m] as number[])[n] = Math.min(cell(m - 1, n) + 1, cell(m, n - 1) + 1, replaced, swapped);
    }
  }
  return cell(a.length, b.length);
}
