/** What a modem with Hayes commands says in words (`ATV1`): one line each, ended by carriage return. */
export type ModemEvent =
  | { readonly event: 'ring' }
  /** @property speed bits per second, when the modem says it */
  | { readonly event: 'connect'; readonly speed?: number }
  | { readonly event: 'no-carrier' }
  /** Who calls: `NMBR = 5622329483`, `+CLIP: "5622329483",129`. */
  | { readonly event: 'caller'; readonly number: string }
  /** What was dialled: `DNIS = 4327528`, `CALLED NUMBER: 4327528`. */
  | { readonly event: 'called'; readonly number: string };

/** Longer lines are no result codes. */
const longest = 200;

/** Reads result codes; forgets everything else, such as the echo of commands. */
export class HayesReader {
  #line = '';

  /** @returns the events in `bytes`, and what follows a CONNECT: the first bytes of the caller */
  feed(bytes: Uint8Array): { readonly events: readonly ModemEvent[]; readonly rest: Uint8Array } {
    const events: ModemEvent[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte !== 13 && byte !== 10) {
        if (this.#line.length < longest) this.#line += String.fromCharCode(byte & 0x7f);
        continue;
      }
      const event = readResult(this.#line.trim());
      this.#line = '';
      if (event === undefined) continue;
      events.push(event);
      if (event.event !== 'connect') continue;
      const next = bytes[at + 1] === 10 ? at + 2 : at + 1;
      return { events, rest: bytes.subarray(next) };
    }
    return { events, rest: new Uint8Array() };
  }
}

/** One line of a modem. */
export function readResult(line: string): ModemEvent | undefined {
  if (line === 'RING') return { event: 'ring' };
  if (line === 'NO CARRIER' || line === 'NO ANSWER' || line === 'ERROR') return { event: 'no-carrier' };
  const [connected, speed] = /^CONNECT(?:\s+(\d{2,7}).*)?$/.exec(line) ?? [];
  if (connected !== undefined) return { event: 'connect', ...(speed === undefined ? {} : { speed: Number(speed) }) };
  const [, caller] = /^(?:NMBR\s*=|\+CLIP:)\s*"?([\d*#+]{1,40})/.exec(line) ?? [];
  if (caller !== undefined) return { event: 'caller', number: caller };
  const [, called] = /^(?:DNIS|DDN_NMBR|CALLED NUMBER)\s*[=:]\s*"?([\d*#+]{1,40})/.exec(line) ?? [];
  return called === undefined ? undefined : { event: 'called', number: called };
}
