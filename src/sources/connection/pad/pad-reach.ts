import type { Clock } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { usualSizes, xotPort } from '../../../protocols/x25/index.ts';
import type { Reached } from '../carrier.ts';
import type { ConnectionRequest, PadProtocol } from '../connection-request.ts';
import type { ConnectError } from '../connection-types.ts';
import { type DialDeps, dial } from '../dial.ts';
import { addressesOf } from '../tcp-reach.ts';
import { XotCall } from './call.ts';
import { padRemote } from './pad-remote.ts';

export interface PadDeps extends DialDeps {
  readonly clock: Clock;
  /** Addresses of a name, best first; empty when it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
}

/** `host` is the X.121 address. */
export interface PadRequest extends Omit<ConnectionRequest, 'how'> {
  readonly how: PadProtocol;
}

/** Protocol identifier of X.29 in the call's user data (X.29 §4.2). */
const identifier = [1, 0, 0, 0] as const;
/** Milliseconds that a call has to be answered: T21 of X.25 annex D. */
const callTimeout = 200_000;

/** Calls a host: by the first XOT host of the route that can be reached, whatever it then says of the call. */
export async function reachByPad(deps: PadDeps, request: PadRequest): Promise<Result<Reached, ConnectError>> {
  const { how, host, trying, signal } = request;
  const resolved = await Promise.all(how.through.map((name) => addressesOf(name, deps.resolve)));
  const addresses = resolved.flat();
  if (how.through.length === 0) return err({ kind: 'no-route' });
  trying(host);
  let error: ConnectError = { kind: 'unreachable' };
  for (const address of addresses) {
    const dialled = await dial(deps, { address, port: xotPort }, signal);
    if (!dialled.ok) {
      error = dialled.error;
      if (error.kind === 'aborted') break;
      continue;
    }
    const call = new XotCall(dialled.value, {
      ...{ called: host, calling: '', reverse: how.reverse, sizes: usualSizes, modulo: 8 },
      data: Uint8Array.from([...identifier, ...Buffer.from(how.callData, 'latin1')]),
    });
    const refused = await answered(call, deps.clock, signal);
    if (refused !== undefined) return err(refused);
    const remote = padRemote(call, deps.clock);
    return ok({ carrier: call, address: host, host, speak: async () => ok(remote) });
  }
  return err(error);
}

/** Waits until the host accepts; else why it didn't, and the call is gone. */
function answered(call: XotCall, clock: Clock, signal: AbortSignal): Promise<ConnectError | undefined> {
  return new Promise((resolve) => {
    const settle = (error: ConnectError | undefined): void => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      resolve(error);
    };
    const giveUp = (error: ConnectError): void => {
      settle(error);
      call.clear();
      call.destroy();
    };
    const abort = (): void => giveUp({ kind: 'aborted' });
    const timer = clock.after(callTimeout, () => giveUp({ kind: 'timeout' }));
    signal.addEventListener('abort', abort);
    call.once('close', () => settle({ kind: 'refused' }));
    call.onEvent = (event) => {
      if (event.event === 'connected') {
        // What comes right behind waits for somebody to see it.
        call.onEvent = (early) => call.early.push(early);
        settle(undefined);
      } else if (event.event === 'cleared') settle({ ...event, kind: 'cleared' });
    };
    call.start();
    if (signal.aborted) abort();
  });
}
