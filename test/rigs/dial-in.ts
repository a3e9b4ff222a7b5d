/** In the guest: what every box that callers dial into has, and the network namespace `cl` that callers live in. */
import type { FreeRadius } from './freeradius.ts';
import { shell } from './in-guest.ts';

export const makeCallersNetwork = (): string => shell('ip netns add cl; ip -n cl link set lo up');

export const callersHave = (address: string): boolean => shell('ip -n cl address').includes(` ${address} `);

/** Sends datagrams of 700 octets from the callers' side to ours, and waits until they have gone. */
export const send = (count: number, wait = 0.3): string =>
  shell(
    `for i in $(seq ${count}); do ip netns exec cl bash -c 'head -c 700 /dev/zero >/dev/udp/10.99.0.1/9'; done; sleep ${wait}`,
  );

export const radiusLines = ({ ports, secret }: Pick<FreeRadius, 'ports' | 'secret'>): string => `radius server one
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
`;

export const tacacsLines = ({
  ports,
  key,
}: {
  readonly ports: { readonly tacacs: number };
  readonly key: string;
}): string => `tacacs server one
 address ipv4 127.0.0.1
 port ${ports.tacacs}
 key ${key}
`;

/** A pool, PPP on a group of lines, and a console without accounting. @param ppp lines about PPP, each with its newline */
export const groupLines = (ppp: string): string => `ip local pool dial 10.99.0.2 10.99.0.9
interface Group-Async1
 encapsulation ppp
 ip address 10.99.0.1 255.255.255.0
 peer default ip address pool dial
${ppp} group-range 1 16
line con 0
 login authentication console
 privilege level 15
 accounting exec unseen
`;
