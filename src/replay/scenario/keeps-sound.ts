/** Nothing ends by a defect, git's own files are whole, and nothing from outside speaks as the user. */
import { readEntries } from '../../memory/read-logs.js';
import { command, onFork, placeAt, type Place } from './stage.js';
import { areLogsAway, filesBelow, journalText, objectsOf, writerAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

export function soundKeeper(): Keeper {
  return {
    after: ({ stage }) => {
      const broken = stage.defects.splice(0).map((what): Broken => ({ invariant: 'sound', what: `a process ended by a defect: ${what}` }));
      if (stage.isDamaged) return broken;
      for (const place of stage.places.values()) {
        const { refs, peel } = objectsOf(place);
        const bad = refs.names().find((name) => peel(refs.read(name) ?? '') === undefined);
        if (bad !== undefined) broken.push({ invariant: 'sound', what: `${bad} of ${place.name} leads to no commit` });
      }
      return broken;
    },
  };
}

/** Texts that came by a branch or by a file in the queue. */
export function externalKeeper(): Keeper {
  const texts: string[] = [];
  const looked = new Map<string, string>();
  return {
    after: async ({ stage, place, happened, isCalm }) => {
      texts.push(...happened.external.splice(0));
      if (!isCalm || texts.length === 0) return [];
      // Where all that holds them is as it was, they are read as they were.
      const holding = linesWith(place, texts);
      if (looked.get(place.name) === holding) return [];
      looked.set(place.name, holding);
      const entries = await onFork(stage, async (fork) =>
        command(fork, placeAt(fork, place.name), {}, async ({ world, ws, view }) => (await readEntries(world, ws, view)).entries),
      ).catch(() => 'killed' as const);
      if (entries === 'killed') return [];
      const bad = entries.find(({ ours, actor, text }) => ours && actor === 'user' && texts.some((one) => text.includes(one)));
      return bad
        ? [
            {
              invariant: 'external',
              what: `what came from outside speaks as the user in ${place.name}`,
              actual: `${bad.kind}@user ${bad.text}`,
            },
          ]
        : [];
    },
  };
}

/** Each line that holds one of the texts, in logs, copies, tail and journal, and whether git has the logs. */
function linesWith(place: Place, texts: readonly string[]): string {
  const writer = writerAt(place);
  const held = [...filesBelow(place, place.ws.logs), ...filesBelow(place, place.ws.peers)].map(
    ([path, bytes]) => `${path}\n${bytes.toString('utf8')}`,
  );
  const lines = [...held, writer === undefined ? '' : journalText(place, writer)].flatMap((text) => {
    if (!texts.some((one) => text.includes(one))) return [];
    return text.split('\n').filter((line) => texts.some((one) => line.includes(one)));
  });
  return [String(areLogsAway(place)), String(writer), ...lines].join('\n');
}
