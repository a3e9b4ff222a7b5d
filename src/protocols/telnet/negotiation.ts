import { commands } from './tables.ts';

/** `local`: what we do (WILL/WONT from us, DO/DONT from the peer). `remote`: what the peer does. */
export type Side = 'local' | 'remote';

/** State of one option on one side (RFC 1143 §7); `…Opposite` means that the wish has changed while waiting. */
type State = 'no' | 'yes' | 'wantNo' | 'wantNoOpposite' | 'wantYes' | 'wantYesOpposite';

/** What a step of the negotiation leads to. */
export interface Step {
  /** Command to send with the option, if any. */
  readonly send?: number;
  /** The option is on or off from now; absent when nothing changed. */
  readonly changed?: boolean;
}

const nothing: Step = {};

/**
 * Option negotiation by the Q method of RFC 1143: no loops, whatever the peer sends, and requests that cross each other
 * come to the same result on both ends.
 */
export class Negotiation {
  readonly #states: Record<Side, Map<number, State>> = { local: new Map(), remote: new Map() };
  readonly #allowed: Readonly<Record<Side, ReadonlySet<number>>>;

  /** @param allowed options that may be switched on when the peer asks */
  constructor(allowed: Readonly<Record<Side, ReadonlySet<number>>>) {
    this.#allowed = allowed;
  }

  isOn(side: Side, option: number): boolean {
    return this.#get(side, option) === 'yes';
  }

  /** We want the option on or off. */
  request(side: Side, option: number, on: boolean): Step {
    const state = this.#get(side, option);
    if (on) {
      if (state === 'no') return this.#to(side, option, 'wantYes', { send: ask(side, true) });
      if (state === 'wantNo') return this.#to(side, option, 'wantNoOpposite', nothing);
      if (state === 'wantYesOpposite') return this.#to(side, option, 'wantYes', nothing);
      return nothing;
    }
    if (state === 'yes') return this.#to(side, option, 'wantNo', { send: ask(side, false), changed: false });
    if (state === 'wantYes') return this.#to(side, option, 'wantYesOpposite', nothing);
    if (state === 'wantNoOpposite') return this.#to(side, option, 'wantNo', nothing);
    return nothing;
  }

  /** The peer sent WILL or DO (`on`), WONT or DONT. */
  receive(side: Side, option: number, on: boolean): Step {
    return on ? this.#peerOn(side, option) : this.#peerOff(side, option);
  }

  #peerOn(side: Side, option: number): Step {
    switch (this.#get(side, option)) {
      case 'no':
        if (!this.#allowed[side].has(option)) return { send: ask(side, false) };
        return this.#to(side, option, 'yes', { send: ask(side, true), changed: true });
      case 'yes':
        return nothing;
      // The peer answers "off" with "on": an error of the peer's (RFC 1143 §7).
      case 'wantNo':
        return this.#to(side, option, 'no', nothing);
      case 'wantNoOpposite':
        return this.#to(side, option, 'yes', { changed: true });
      case 'wantYes':
        return this.#to(side, option, 'yes', { changed: true });
      case 'wantYesOpposite':
        return this.#to(side, option, 'wantNo', { send: ask(side, false) });
    }
  }

  #peerOff(side: Side, option: number): Step {
    switch (this.#get(side, option)) {
      case 'no':
        return nothing;
      case 'yes':
        return this.#to(side, option, 'no', { send: ask(side, false), changed: false });
      case 'wantNoOpposite':
        return this.#to(side, option, 'wantYes', { send: ask(side, true) });
      case 'wantNo':
      case 'wantYes':
      case 'wantYesOpposite':
        return this.#to(side, option, 'no', nothing);
    }
  }

  #get(side: Side, option: number): State {
    return this.#states[side].get(option) ?? 'no';
  }

  #to(side: Side, option: number, state: State, step: Step): Step {
    this.#states[side].set(option, state);
    return step;
  }
}

/** What we say for an option: WILL/WONT of our own, DO/DONT of the peer's. */
const ask = (side: Side, on: boolean): number =>
  side === 'local' ? (on ? commands.will : commands.wont) : on ? commands.do : commands.dont;
