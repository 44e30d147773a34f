/** Which of the known tags a question means by "2.0": exactly that name, or the release that is called so. Pure; it knows no git. */

/** What of a tag's name is the version: `v2.0.0`, `release-2.0`, `parser@2.0.0-rc.1`. */
const VERSION = /(?:^|[@/_-]|[a-z](?=\d))v?(\d+(?:\.\d+)*(?:[-.]?(?:a|alpha|b|beta|rc|pre|dev)[-.]?\d*)*)$/i;

/**
 * The moment of a release by the name that a person gives it. `2.0` is also `v2.0`, `2.0.0` and `release-2.0`; where several packages have
 * one, the earliest counts. Undefined where no tag is meant: 3.10 may be anything.
 * @param tags name -> milliseconds.
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

/** `v2.0.0` and `2` are one; `2.0.0-rc.1` is another. */
function plain(name: string): string | undefined {
  return VERSION.exec(name)?.[1]
    ?.toLowerCase()
    .replace(/(?:\.0)+$/, '');
}
