/** Finds the tag that a question means by "2.0": the tag of that name, or a release with that version. Pure; it knows no git. */

/** The version in a tag's name: `v2.0.0`, `release-2.0`, `parser@2.0.0-rc.1`. */
const VERSION = /(?:^|[@/_-]|[a-z](?=\d))v?(\d+(?:\.\d+)*(?:[-.]?(?:a|alpha|b|beta|rc|pre|dev)[-.]?\d*)*)$/i;

/**
 * The time of a release, by the name that a person gives it. `2.0` also matches `v2.0`, `2.0.0` and `release-2.0`; if several packages have
 * such a release, the earliest counts. Undefined if no tag matches: "3.10" may mean anything.
 * @param tags name -> milliseconds since 1970.
 */
export function releaseMoment(tags: ReadonlyMap<string, number>, name: string): number | undefined {
  const exact = tags.get(name) ?? tags.get(`v${name}`) ?? tags.get(name.replace(/^v/i, ''));
  if (exact !== undefined || tags.size === 0) return exact;
  const wanted = plain(name);
  if (wanted === undefined) return undefined;
  let earliest: number | undefined;
  for (const [tag, atMs] of tags) if (plain(tag) === wanted && (earliest === undefined || atMs < earliest)) earliest = atMs;
  return earliest;
}

/** The version in a normal form: `v2.0.0` and `2` are equal, `2.0.0-rc.1` differs. */
function plain(name: string): string | undefined {
  return VERSION.exec(name)?.[1]
    ?.toLowerCase()
    .replace(/(?:\.0)+$/, '');
}
