import type { Counters } from '../../accounting/record.ts';
import { unwrap } from './interface-counters.ts';

/**
 * What pppd's hooks report. They append lines to a file of the call, so that nothing is lost while no daemon runs:
 *
 *     ip-up ppp0 10.99.0.1 10.99.0.2
 *     ip-down ppp0 3132 1770 6 6 3084 1728
 *
 * The numbers of ip-down: octets and packets as the interface has them (received, sent; `-` when it has gone already),
 * then octets as pppd has them, 32 bit and without what came before the network was up.
 */
export type HookEvent =
  | { readonly event: 'ip-up'; readonly interface: string; readonly local: string; readonly remote: string }
  | {
      readonly event: 'ip-down';
      readonly interface: string;
      readonly counters: Counters | undefined;
      readonly bytes: { readonly received: bigint; readonly sent: bigint } | undefined;
    };

/**
 * The script behind ip-up and ip-down; what it is called as says which. pppd's arguments: interface, tty, speed, local
 * address, remote address, ipparam (the name of the call). The administrator's own hook runs after it.
 */
export const hookScript = `#!/bin/sh
name=\${0##*/}
call=\${0%/*}/$6
count() { cat "/sys/class/net/$interface/statistics/$1" 2>/dev/null || echo -; }
interface=$1
if [ -d "$call" ]; then
  if [ "$name" = ip-up ]; then
    echo "ip-up $1 $4 $5" >>"$call/events"
  else
    echo "ip-down $1 $(count rx_bytes) $(count tx_bytes) $(count rx_packets) $(count tx_packets) \${BYTES_RCVD:--} \${BYTES_SENT:--}" >>"$call/events"
  fi
fi
[ -x "/etc/ppp/$name" ] && exec "/etc/ppp/$name" "$@"
exit 0
`;

const number = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;

/** The events of a file so far. A line that is not whole yet, or none of ours, is no event. */
export function parseEvents(text: string): readonly HookEvent[] {
  const events: HookEvent[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [event, name, ...rest] = line.split(' ');
    if (name === undefined || name === '') continue;
    if (event === 'ip-up') {
      const [local, remote] = rest;
      if (local !== undefined && remote !== undefined) events.push({ event, interface: name, local, remote });
    } else if (event === 'ip-down') {
      const [bytesIn, bytesOut, packetsIn, packetsOut, received, sent] = rest.map(number);
      const whole =
        bytesIn !== undefined && bytesOut !== undefined && packetsIn !== undefined && packetsOut !== undefined;
      events.push({
        event,
        interface: name,
        counters: whole ? { bytesIn, bytesOut, packetsIn, packetsOut } : undefined,
        bytes: received === undefined || sent === undefined ? undefined : { received, sent },
      });
    }
  }
  return events;
}

/** The last counters of a call: the interface's own if the hook still saw it, else what pppd says, beside those known. */
export function lastCounters(event: Extract<HookEvent, { event: 'ip-down' }>, known: Counters | undefined) {
  const { counters, bytes } = event;
  if (counters !== undefined || bytes === undefined) return counters;
  const { bytesIn = 0n, bytesOut = 0n, packetsIn = 0n, packetsOut = 0n } = known ?? {};
  return { bytesIn: unwrap(bytes.received, bytesIn), bytesOut: unwrap(bytes.sent, bytesOut), packetsIn, packetsOut };
}
