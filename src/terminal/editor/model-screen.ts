/** A terminal as simple as can be, for tests: rows of characters, a cursor, BS CR LF BEL; it wraps as a VT100 does. */
export class ModelScreen {
  readonly rows: string[][] = [[]];
  readonly #width: number;
  row = 0;
  column = 0;
  bells = 0;

  constructor(width = Number.POSITIVE_INFINITY) {
    this.#width = width;
  }

  write(text: string): void {
    for (const char of text) this.#put(char);
  }

  #put(char: string): void {
    if (char === '\b') this.column = Math.max(0, this.column - 1);
    else if (char === '\r') this.column = 0;
    else if (char === '\n') this.#lineFeed();
    else if (char === '\x07') this.bells += 1;
    else {
      if (this.column >= this.#width) {
        this.column = 0;
        this.#lineFeed();
      }
      const row = this.#current();
      while (row.length < this.column) row.push(' ');
      row[this.column] = char;
      this.column += 1;
    }
  }

  #current(): string[] {
    let row = this.rows[this.row];
    if (row === undefined) {
      row = [];
      this.rows[this.row] = row;
    }
    return row;
  }

  #lineFeed(): void {
    this.row += 1;
    this.#current();
  }

  /** The row of the cursor, without blanks at its end. */
  get line(): string {
    return this.#current().join('').trimEnd();
  }

  /** All rows, without blanks at their ends. */
  get text(): readonly string[] {
    return this.rows.map((row) => row.join('').trimEnd());
  }
}
