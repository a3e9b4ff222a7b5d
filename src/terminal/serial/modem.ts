import { HayesReader } from './hayes.ts';

/** Who is on a line, as far as a modem has said it. */
export interface Caller {
  readonly callingStation?: string;
  readonly calledStation?: string;
}

/** A modem on a line: it is told to answer, and says who calls. */
export class Modem {
  readonly #command: (text: string) => void;
  readonly #reader = new HayesReader();
  #caller: Caller = {};

  /** @param command writes to the modem */
  constructor(command: (text: string) => void) {
    this.#command = command;
  }

  get caller(): Caller {
    return this.#caller;
  }

  /** What it says before it is connected. @returns the caller's first bytes when it is now */
  beforeConnect(bytes: Uint8Array): Uint8Array | undefined {
    const { events, rest } = this.#reader.feed(bytes);
    for (const event of events) {
      if (event.event === 'ring') this.#command('ATA\r');
      else if (event.event === 'caller') this.#caller = { ...this.#caller, callingStation: event.number };
      else if (event.event === 'called') this.#caller = { ...this.#caller, calledStation: event.number };
      else if (event.event === 'no-carrier') this.#caller = {};
      else return rest;
    }
    return undefined;
  }

  /** Whether it says that it has lost its caller: then it is back in command mode. */
  hasLost(bytes: Uint8Array): boolean {
    return this.#reader.feed(bytes).events.some(({ event }) => event === 'no-carrier');
  }
}
