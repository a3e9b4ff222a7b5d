/** An object identifier: its arcs, each 0–4294967295. */
export type Oid = readonly number[];

/** Lexicographic order (RFC 3416 §4.2.2). */
export function compareOids(one: Oid, other: Oid): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Whether `oid` is `root` or below it. */
export function isWithin(root: Oid, oid: Oid): boolean {
  if (oid.length < root.length) return false;
  for (let at = 0; at < root.length; at++) if (root[at] !== oid[at]) return false;
  return true;
}

/** `1.3.6.1`, with or without a dot before it; `undefined` when it is none. */
export function parseOid(text: string): Oid | undefined {
  const arcs = text.replace(/^\./, '').split('.');
  if (arcs.length > 128 || !arcs.every((arc) => /^\d{1,10}$/.test(arc) && Number(arc) <= 0xffffffff)) return undefined;
  return arcs.map(Number);
}

/**
 * An identifier from the source text of a program.
 * @throws TypeError when it is none
 */
export function oid(text: string): Oid {
  const parsed = parseOid(text);
  if (parsed === undefined) throw new TypeError(`${text} is no object identifier`);
  return parsed;
}

export const oidText = (oid: Oid): string => oid.join('.');
