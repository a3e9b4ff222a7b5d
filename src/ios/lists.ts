/** Pure edits of the arrays that a configuration is made of. */

/** `list` with `item` in the place of the first for which `same` holds, or at the end. */
export function put<T>(list: readonly T[], item: T, same: (other: T) => boolean): readonly T[] {
  const index = list.findIndex(same);
  return index === -1 ? [...list, item] : list.with(index, item);
}

/**
 * Like {@link put}, for lists that may get long: `item` takes the place of the one with the same key. The positions are
 * remembered from call to call, so that loading n lines takes time proportional to n; for that, `keyOf` must be the same
 * function each time, and keys unique.
 */
export function putBy<T>(list: readonly T[], item: T, keyOf: (item: T) => string): readonly T[] {
  if (list.length < 32) return put(list, item, (other) => keyOf(other) === keyOf(item));
  const positions = positionsIn(list, keyOf);
  const key = keyOf(item);
  const index = positions.get(key);
  const next = index === undefined ? [...list, item] : list.with(index, item);
  positions.set(key, index ?? list.length);
  // The positions now describe the new list; who still has the old one counts again.
  remembered.delete(list);
  remembered.set(next, { keyOf, positions });
  return next;
}

/** The item with this key of a list that {@link putBy} makes. */
export function getBy<T>(list: readonly T[], key: string, keyOf: (item: T) => string): T | undefined {
  if (list.length < 32) return list.find((item) => keyOf(item) === key);
  const positions = positionsIn(list, keyOf);
  if (!remembered.has(list)) remembered.set(list, { keyOf, positions });
  const index = positions.get(key);
  return index === undefined ? undefined : list[index];
}

const remembered = new WeakMap<object, { readonly keyOf: unknown; readonly positions: Map<string, number> }>();

function positionsIn<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const known = remembered.get(list);
  if (known !== undefined && known.keyOf === keyOf) return known.positions;
  return new Map(list.map((item, index) => [keyOf(item), index]));
}

/** `list` without those for which `same` holds; the very same array when there are none. */
export function drop<T>(list: readonly T[], same: (other: T) => boolean): readonly T[] {
  return list.some(same) ? list.filter((item) => !same(item)) : list;
}

/** `list` with `change` applied to the first for which `same` holds; the very same array when there is none. */
export function alter<T>(list: readonly T[], same: (other: T) => boolean, change: (item: T) => T): readonly T[] {
  const index = list.findIndex(same);
  const found = list[index];
  return found === undefined ? list : list.with(index, change(found));
}

/** `object` without the keys given: an optional setting goes back to "not configured". */
export function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  const copy = { ...object };
  for (const key of keys) delete copy[key];
  return copy;
}
