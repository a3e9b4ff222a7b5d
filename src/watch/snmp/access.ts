import { isWithin, type Oid, parseOid } from '../../protocols/snmp/index.ts';
import { type SnmpViewFamily, treeNumbers } from './config.ts';

/** Which variables somebody may see, or write (RFC 3415 §2.4). */
export class View {
  /** Longest first: of those that fit the first decides. */
  readonly #families: readonly { readonly root: Oid; readonly included: boolean }[];

  constructor(families: readonly Pick<SnmpViewFamily, 'tree' | 'included'>[]) {
    this.#families = families
      .flatMap(({ tree, included }) => {
        const root = parseOid(treeNumbers(tree) ?? '');
        return root === undefined ? [] : [{ root, included }];
      })
      .toSorted((one, other) => other.root.length - one.root.length);
  }

  has(oid: Oid): boolean {
    return this.#families.find(({ root }) => isWithin(root, oid))?.included === true;
  }

  /** Whether it has anything with this beginning. */
  touches(beginning: Oid): boolean {
    return this.has(beginning) || this.#families.some(({ root, included }) => included && isWithin(beginning, root));
  }
}

/** What a request may do. */
export interface Access {
  readonly read: View;
  readonly write: View;
}

export const everything = new View([{ tree: 'iso', included: true }]);
export const nothing = new View([]);

/** The view of a name; one that is not configured has nothing, as on IOS. */
export const viewNamed = (families: readonly SnmpViewFamily[], name: string): View =>
  new View(families.filter(({ view }) => view === name));
