/** Many writers at once, each with many notes, on one clone or over its linked work trees: afterwards every acknowledged note stands once. */
import { join } from 'node:path';
import { place, placeAt, type Place } from '../e2e/kairos.js';
import { countsInLogs, wrongWith } from './watched.js';

export interface Written {
  readonly acknowledged: number;
  readonly refused: number;
  readonly broken: readonly string[];
}

/** @param worktrees 1: all in one work tree. */
export async function attackByWriters(
  { writers, notes, worktrees }: { writers: number; notes: number; worktrees: number },
  tell: (line: string) => void = () => undefined,
): Promise<Written> {
  const shop = place({ init: true });
  try {
    const places: Place[] = [shop];
    for (let n = 1; n < worktrees; n += 1) {
      const root = join(shop.root, `../tree${n}`);
      shop.repo.git('worktree', 'add', '-q', '-b', `tree${n}`, root);
      places.push(placeAt(shop.repo, root));
    }
    const acknowledged: string[] = [];
    let refused = 0;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const at = places[writer % places.length] as Place;
        for (let n = 0; n < notes; n += 1) {
          const word = `note-w${writer}x-${n}`;
          const { code } = await at.run(['note', `${word} by writer ${writer}`]);
          if (code === 0) acknowledged.push(word);
          else refused += 1;
          if (n % 100 === 99) tell(`writer ${writer}: ${n + 1}`);
        }
      }),
    );
    for (const one of places) {
      one.ok(['trust']);
      one.ok(['run', '--once']);
    }
    const broken = wrongWith(shop);
    for (const one of places)
      for (const path of [one.root]) {
        const doctor = one.kairos(['doctor']);
        if (doctor.code !== 0) broken.push(`doctor in ${path.slice(-8)}: ${doctor.out.slice(0, 300)}`);
      }
    const counts = countsInLogs(
      places.map(({ root }) => root),
      acknowledged,
    );
    const wrong = [...counts].filter(([, count]) => count !== 1);
    if (wrong.length > 0) broken.push(`${wrong.length} notes do not stand once, as ${wrong[0]?.join(' ')}`);
    return { acknowledged: acknowledged.length, refused, broken };
  } finally {
    shop.repo.cleanup();
  }
}
