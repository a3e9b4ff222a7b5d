import { err, ok, type Result } from '../../base/result.ts';
import type { VrrpUnit } from './config.ts';

/** States of a virtual router as keepalived names them; `DELETED`: removed by a reload. */
export const vrrpStates = ['MASTER', 'BACKUP', 'FAULT', 'STOP', 'DELETED'] as const;
export type VrrpState = (typeof vrrpStates)[number];

/** A change of state. */
export interface VrrpNotice extends VrrpUnit {
  readonly state: VrrpState;
  /** 0–255; 0 for sync groups. */
  readonly priority: number;
}

/** Why a line says nothing about a virtual router. */
export type NoticeError =
  /** Longer than {@link longestLine} octets. */
  | { readonly kind: 'too-long' }
  /** The writer went away in the middle of it. */
  | { readonly kind: 'cut-off'; readonly text: string }
  | { readonly kind: 'not-a-notice'; readonly text: string };

/** Octets of a line that are read; keepalived's names are much shorter. */
export const longestLine = 1024;

/** Words in the place of a state that change none. */
const noChange: readonly string[] = ['MASTER_RX_LOWER_PRI', 'MASTER_PRIORITY', 'BACKUP_PRIORITY'];
/** Lines about load balancing, which share the pipe when keepalived has one for all (`notify_fifo`). */
const others = /^(?:VS|RS) \[/;

/**
 * Reads a line of keepalived's notify pipe: `INSTANCE "VI_1" MASTER 150`, `GROUP "G1" FAULT 0`. `undefined`: well-formed,
 * and no change of a virtual router's state.
 */
export function parseNotice(line: string): Result<VrrpNotice | undefined, NoticeError> {
  const [, word, name = '', state = '', priority = ''] =
    /^(INSTANCE|GROUP) "([^"\p{Cc}]{1,255})" ([A-Z_]{1,32}) (\d{1,3})$/u.exec(line) ?? [];
  const known = vrrpStates.find((one) => one === state);
  if (word === undefined) return others.test(line) ? ok(undefined) : err({ kind: 'not-a-notice', text: line });
  if (known === undefined) return noChange.includes(state) ? ok(undefined) : err({ kind: 'not-a-notice', text: line });
  return ok({
    kind: word === 'GROUP' ? 'group' : 'instance',
    name,
    state: known,
    priority: Math.min(255, Number(priority)),
  });
}

/** Cuts what comes out of the pipe into lines, however it is cut into chunks. */
export class NoticeReader {
  #rest = '';
  /** In a line that is too long: all is passed over up to its end. */
  #skipping = false;

  /** The notices and faults of a chunk, in order. */
  read(chunk: Uint8Array): Result<VrrpNotice, NoticeError>[] {
    const found: Result<VrrpNotice, NoticeError>[] = [];
    const lines = (this.#rest + Buffer.from(chunk).toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (this.#skipping) this.#skipping = false;
      else if (line.length > longestLine) found.push(err({ kind: 'too-long' }));
      else if (line !== '') this.#take(line, found);
    }
    if (this.#rest.length > longestLine) {
      if (!this.#skipping) found.push(err({ kind: 'too-long' }));
      this.#skipping = true;
    }
    if (this.#skipping) this.#rest = '';
    return found;
  }

  /** The writer has gone: what it left unfinished is no line. */
  end(): Result<VrrpNotice, NoticeError>[] {
    const text = Buffer.from(this.#rest, 'latin1').toString();
    this.#rest = '';
    this.#skipping = false;
    return text === '' ? [] : [err({ kind: 'cut-off', text })];
  }

  #take(line: string, found: Result<VrrpNotice, NoticeError>[]): void {
    const parsed = parseNotice(Buffer.from(line, 'latin1').toString());
    if (!parsed.ok) found.push(parsed);
    else if (parsed.value !== undefined) found.push(ok(parsed.value));
  }
}
