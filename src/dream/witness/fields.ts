/** Reads fields of a parsed manifest, whose shape nobody promises. Pure. */

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** What stands at the end of a path of names; undefined where it leads nowhere. */
export function fieldAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((now, name) => fieldsOf(now)[name], value);
}

export function textAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = fieldAt(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

/** The texts of a list; [] of anything else. */
export function textsAt(value: unknown, ...names: readonly string[]): string[] {
  const found = fieldAt(value, ...names);
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : [];
}
