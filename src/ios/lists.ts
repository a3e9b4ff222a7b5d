/** Pure edits of the arrays that a configuration is made of. */

/** `list` with `item` in the place of the first for which `same` holds, or at the end. */
export function put<T>(list: readonly T[], item: T, same: (other: T) => boolean): readonly T[] {
  const index = list.findIndex(same);
  return index === -1 ? [...list, item] : list.with(index, item);
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
