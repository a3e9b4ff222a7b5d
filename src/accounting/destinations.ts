/** Numbers of destinations, by their names (`group radius`, …): a number is on disk, and stays with its name for ever. */
export class Destinations {
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #made: (id: number, name: string) => void;

  /** @param made a name has got a number: it is to be stored */
  constructor(made: (id: number, name: string) => void) {
    this.#made = made;
  }

  /** Takes in one of the former life. */
  know(id: number, name: string): void {
    this.#ids.set(name, id);
    this.#names.set(id, name);
  }

  /** Number of a name; a new one, if it has none. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = Math.max(0, ...this.#names.keys()) + 1;
    this.know(id, name);
    this.#made(id, name);
    return id;
  }

  get names(): ReadonlyMap<number, string> {
    return this.#names;
  }
}
