import type { ErrorStatus, Oid, SnmpValue } from '../../protocols/snmp/index.ts';
import { compareOids, isWithin } from '../../protocols/snmp/index.ts';

/** How a variable is written. `test` has no effect; `commit` comes after every variable of the request was tested. */
export interface Writable<R> {
  readonly type: SnmpValue['type'];
  test(row: R, value: SnmpValue): ErrorStatus;
  commit(row: R, value: SnmpValue): Promise<ErrorStatus>;
}

/** An object that there is once: `name.0`. */
export interface Scalar {
  readonly name: string;
  readonly oid: Oid;
  /** `undefined`: there is none now. */
  read(): SnmpValue | undefined;
}

/** Rows of a table by their index, in its order. */
export interface RowIndex<R> {
  get(index: Oid): R | undefined;
  /** The first row whose index comes after this one, which need not be there, nor whole; `[]`: the first. */
  after(index: Oid): { readonly index: Oid; readonly row: R } | undefined;
}

export interface Column<R> {
  readonly name: string;
  readonly number: number;
  /** `undefined`: this row has none. */
  read(row: R): SnmpValue | undefined;
  readonly write?: Writable<R>;
}

export interface Table<R> {
  readonly name: string;
  readonly entry: Oid;
  /** Asked once for each answer. */
  rows(): RowIndex<R>;
  readonly columns: readonly Column<R>[];
}

/** A scalar, or a column of a table: all variables with one beginning. */
export interface Leaf {
  readonly name: string;
  readonly root: Oid;
  readonly writable: boolean;
  /** @param index what comes after the root */
  get(index: Oid): { readonly value: SnmpValue | undefined; readonly write?: BoundWrite } | undefined;
  after(index: Oid): { readonly index: Oid; readonly value: SnmpValue } | undefined;
}

/** A variable that can be written. */
export interface BoundWrite {
  readonly type: SnmpValue['type'];
  test(value: SnmpValue): ErrorStatus;
  commit(value: SnmpValue): Promise<ErrorStatus>;
}

const zero: Oid = [0];

export const scalarLeaf = ({ name, oid, read }: Scalar): Leaf => ({
  name,
  root: oid,
  writable: false,
  get: (index) => (index.length === 1 && index[0] === 0 ? { value: read() } : undefined),
  after(index) {
    const value = index.length === 0 ? read() : undefined;
    return value === undefined ? undefined : { index: zero, value };
  },
});

export const tableLeaves = <R>({ entry, rows, columns }: Table<R>): readonly Leaf[] =>
  columns.map(({ name, number, read, write }) => ({
    name,
    root: [...entry, number],
    writable: write !== undefined,
    get(index) {
      const row = rows().get(index);
      if (row === undefined) return undefined;
      const value = read(row);
      if (write === undefined) return { value };
      const bound: BoundWrite = {
        type: write.type,
        test: (wanted) => write.test(row, wanted),
        commit: (wanted) => write.commit(row, wanted),
      };
      return { value, write: bound };
    },
    after(index) {
      const all = rows();
      for (let next = all.after(index); next !== undefined; next = all.after(next.index)) {
        const value = read(next.row);
        if (value !== undefined) return { index: next.index, value };
      }
      return undefined;
    },
  }));

/** Rows that were put in order once. */
export class SortedRows<R> implements RowIndex<R> {
  readonly #rows: readonly { readonly index: Oid; readonly row: R }[];

  constructor(rows: readonly { readonly index: Oid; readonly row: R }[]) {
    this.#rows = rows.toSorted((one, other) => compareOids(one.index, other.index));
  }

  get(index: Oid): R | undefined {
    const found = this.#rows[this.#firstNotBefore(index)];
    return found !== undefined && compareOids(found.index, index) === 0 ? found.row : undefined;
  }

  after(index: Oid): { readonly index: Oid; readonly row: R } | undefined {
    const at = this.#firstNotBefore(index);
    const found = this.#rows[at];
    return found !== undefined && compareOids(found.index, index) === 0 ? this.#rows[at + 1] : found;
  }

  #firstNotBefore(index: Oid): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareOids(this.#rows[middle]?.index ?? [], index) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All variables of the agent, in order. */
export class MibTree {
  readonly #leaves: readonly Leaf[];

  constructor(leaves: readonly Leaf[]) {
    this.#leaves = leaves.toSorted((one, other) => compareOids(one.root, other.root));
  }

  /** The leaf that a variable would belong to. */
  leaf(oid: Oid): Leaf | undefined {
    const leaf = this.#leaves[this.#lastNotAfter(oid)];
    return leaf !== undefined && isWithin(leaf.root, oid) ? leaf : undefined;
  }

  /**
   * The next variable in order.
   * @param skips leaves that whoever asks must not see at all
   */
  after(
    oid: Oid,
    skips: (leaf: Leaf) => boolean,
  ): { readonly oid: Oid; readonly value: SnmpValue; readonly leaf: Leaf } | undefined {
    const start = this.#lastNotAfter(oid);
    for (let at = Math.max(0, start); at < this.#leaves.length; at++) {
      const leaf = this.#leaves[at];
      if (leaf === undefined || skips(leaf)) continue;
      const inside = at === start;
      if (inside && !isWithin(leaf.root, oid)) continue;
      const next = leaf.after(inside ? oid.slice(leaf.root.length) : []);
      if (next !== undefined) return { oid: [...leaf.root, ...next.index], value: next.value, leaf };
    }
    return undefined;
  }

  /** The last leaf that does not begin after the identifier; -1: none. */
  #lastNotAfter(oid: Oid): number {
    let low = 0;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareOids(this.#leaves[middle]?.root ?? [], oid) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
