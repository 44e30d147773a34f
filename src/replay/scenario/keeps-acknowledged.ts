/** No line that was acknowledged is lost or doubled: notes that kairos said to have noted, and what a hand wrote into a log. */
import { areLogsAway, countOf, journalText, liveText, writerAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

/** A line in our shape. */
const noteOf = (text: string): string => `@user ${text} ^`;
/** What stands before: one that follows a torn line without a newline is none. */
const BEFORE = /(?:^|\n)- \d\d:\d\d:\d\d\.\d{3}Z [a-z]+$/;
const BEFORE_MOST = 40;

/** True where a note stands in a text as a line of its own. */
function hasNote(text: string, note: string): boolean {
  const words = noteOf(note);
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    if (BEFORE.test(text.slice(Math.max(0, at - BEFORE_MOST), at))) return true;
  return false;
}

export function acknowledgedKeeper(): Keeper {
  /** Text -> the place in which it was noted. */
  const said = new Map<string, string>();
  /** A line of a hand -> its place, and whether kairos has had time to see it. */
  const byHand = new Map<string, { readonly place: string; isSeen: boolean }>();
  return {
    after: ({ stage, happened, isCalm, place: here }) => {
      for (const { place, text } of happened.noted.splice(0)) said.set(text, place);
      for (const { place, line, isGone } of happened.byHand.splice(0)) {
        if (isGone) byHand.delete(line);
        else byHand.set(line, { place, isSeen: false });
      }
      for (const { text } of happened.forgotten) said.delete(text);
      if (stage.isDamaged) return [];
      const broken: Broken[] = [];
      const add = (what: string, text: string, actual: string): number =>
        broken.push({ invariant: 'acknowledged', what, expected: text, actual });
      for (const place of stage.places.values()) {
        const writer = writerAt(place);
        const mine = [...said].filter(([, where]) => where === place.name).map(([text]) => text);
        const live = liveText(place);
        if (mine.length > 0) {
          const journal = writer === undefined ? '' : journalText(place, writer);
          const lost = mine.find((text) => !hasNote(journal, text));
          if (lost !== undefined)
            add(`a note that was acknowledged in ${place.name} is lost: neither tail nor journal hold it`, lost, 'no such line');
        }
        if (areLogsAway(place)) continue;
        const doubled = mine.find((text) => countOf(live, noteOf(text)) > 1);
        if (doubled !== undefined)
          add(`a note stands twice in the log of ${place.name}`, doubled, `${countOf(live, noteOf(doubled))} lines`);
        if (!isCalm || place !== here) continue;
        const lines = live.split('\n');
        const missing = mine.find((text) => !hasNote(live, text));
        if (missing !== undefined) add(`a note is missing in the log of ${place.name} after a tick`, missing, 'no such line');
        for (const [line, one] of byHand) {
          if (one.place !== place.name) continue;
          const count = lines.filter((one) => one === line).length;
          if (count === 1) one.isSeen = true;
          else if (one.isSeen || count > 1)
            add(`a line that a hand wrote into a log of ${place.name} ${count === 0 ? 'is lost' : 'is doubled'}`, line, `${count} lines`);
        }
      }
      return broken;
    },
  };
}
