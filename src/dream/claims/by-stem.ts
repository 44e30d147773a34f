/** Finds texts by the stems that they share, without comparing each with each. What it names may match; what it leaves out cannot. Pure. */

/** Against rounding: one stem looked up in vain costs less than one that is missed. */
const EPSILON = 1e-9;
const NOWHERE: ReadonlySet<number> = new Set();

export class ByStem {
  readonly #places = new Map<string, Set<number>>();

  /** Notes that the text at this place has these stems, maybe besides others noted before. */
  add(place: number, stems: Iterable<string>): void {
    for (const stem of stems) {
      const places = this.#places.get(stem);
      if (places) places.add(place);
      else this.#places.set(stem, new Set([place]));
    }
  }

  /** The places of all texts with this stem. */
  having(stem: string): ReadonlySet<number> {
    return this.#places.get(stem) ?? NOWHERE;
  }

  /**
   * Places, each once, in no order, with every text that has at least this share of the stems. Of so many stems as it may lack and one more it has one; the
   * rarest are asked for.
   */
  sharing(stems: Iterable<string>, share: number): ReadonlySet<number> {
    const lists = [...new Set(stems)].map((stem) => this.having(stem)).sort((a, b) => a.size - b.size);
    const asked = Math.floor(lists.length * (1 - share) + EPSILON) + 1;
    return new Set(lists.slice(0, asked).flatMap((places) => [...places]));
  }
}

/** Numbers in their order. */
export function ascending(places: Iterable<number>): number[] {
  return [...new Set(places)].sort((a, b) => a - b);
}
