import { choice, command, INT, IPV4, kw, opt, type Refusal, refuse, seq } from '../../ios/index.ts';
import {
  defaultAccountingPort,
  defaultAuthenticationPort,
  type Live,
  type ProxyClientState,
} from '../../sources/radius-proxy/index.ts';
import type { Services } from '../services.ts';
import { hms } from './layout.ts';
import { clear, exec, show } from './mode.ts';

const proxy = kw('radius-proxy', 'RADIUS proxy');

/** The configured client that serves an address: the one whose configuration applies there. */
const clientAt = ({ radiusProxy }: Services, address: string): ProxyClientState | undefined => {
  const settings = radiusProxy.settingsAt(address);
  return radiusProxy.clients().find((client) => client.settings.address === settings?.address);
};

const sessionsOf = ({ radiusProxy }: Services, client: ProxyClientState): readonly Live[] =>
  [...radiusProxy.sessions.all()].filter(
    ({ identity }) => radiusProxy.settingsAt(identity.client)?.address === client.settings.address,
  );

const addressOf = ({ session }: Live): string => session.facts.address ?? 'unassigned';

/** `show radius-proxy client`: one client with its sessions. */
export function showProxyClient(state: ProxyClientState, sessions: readonly Live[]): string {
  const { settings } = state;
  const lines = [
    `Configuration details for client ${settings.address}`,
    '',
    `   Shared secret: ${'*'.padEnd(22)} Msg Auth Ignore: No`,
    `   Local auth port: ${String(settings.authenticationPort ?? defaultAuthenticationPort).padEnd(20)} Local acct port: ${settings.accountingPort ?? defaultAccountingPort}`,
    `   Auth method list: ${settings.authenticationList ?? 'default'}`,
    `   Acct method list: ${settings.accountingList ?? 'default'}`,
    `   Access requests: ${state.accessRequests}, accepts ${state.accepts}, rejects ${state.rejects}, challenges ${state.challenges}`,
    `   Accounting requests: ${state.accountingRequests}, responses ${state.responses}`,
    `   Dropped requests: ${state.dropped}`,
    '',
    'Session Summary:',
    '',
    '        RP ID        IP Address        User',
  ];
  const rows = sessions.map((live, index) => {
    const place = `${String(index + 1).padStart(6)}.`;
    return `${place} ${String(live.session.key).padEnd(12)} ${addressOf(live).padEnd(17)} ${live.session.facts.user ?? ''}`.trimEnd();
  });
  return [...lines, ...rows].join('\n');
}

/** `show radius-proxy session`: all that is known of one session. */
export function showProxySession(live: Live, now: number): string {
  const { session, identity } = live;
  const { facts, counters } = session;
  return [
    'Session Keys:',
    `   Session ID: ${identity.id}`,
    `   Caller ID: ${facts.callingStation ?? ''}`,
    `   NAS port: ${identity.port ?? ''}`,
    'Other Attributes:',
    `   Username: ${facts.user ?? ''}`,
    `   User IP: ${addressOf(live)}`,
    `   Called ID: ${facts.calledStation ?? ''}`,
    `   Octets in ${counters?.bytesIn ?? 0n}, out ${counters?.bytesOut ?? 0n}; packets in ${counters?.packetsIn ?? 0n}, out ${counters?.packetsOut ?? 0n}`,
    'Client Information:',
    `   Client IP: ${identity.client}`,
    `   NAS IP: ${identity.nas.address ?? ''}`,
    `   NAS ID: ${identity.nas.identifier ?? ''}`,
    'State Details:',
    `   RP ID: ${session.key}`,
    `   Accounting session ID: ${session.sessionId.toString(16).toUpperCase().padStart(8, '0')}`,
    `   Up: ${hms(now - session.startTime)}, last heard ${hms(now - live.heardAt)} ago`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

const which = choice(
  seq({ _id: kw('id', 'By its id here'), id: INT(1, 4_294_967_295, 'RP ID') }),
  seq({ _ip: kw('ip', "By the user's address"), ip: IPV4('Address') }),
);

function sessionBy(services: Services, by: { readonly id: number } | { readonly ip: string }): Live | undefined {
  const { sessions } = services.radiusProxy;
  if ('id' in by) return sessions.get(by.id);
  return [...sessions.all()].find(({ session }) => session.facts.address === by.ip);
}

/** Asks the software to end sessions; says how many it did not end. */
async function clearAll(services: Services, sessions: readonly Live[]): Promise<Refusal | undefined> {
  const outcomes = await Promise.all(sessions.map(({ session }) => services.control.disconnect(session.key, 'clear')));
  const left = outcomes.filter(({ outcome }) => outcome === 'refused' || outcome === 'unsupported').length;
  return left === 0
    ? undefined
    : refuse(`% ${left} of ${outcomes.length} sessions were not ended: their software refused or did not answer`);
}

/** Clients and sessions of the RADIUS proxy. */
export const radiusProxyCommands = [
  command(
    exec,
    seq({
      _show: show,
      _proxy: proxy,
      _client: kw('client', 'Clients'),
      address: opt(IPV4('Address of the client')),
    }),
  )({
    privilege: 15,
    summary: 'Prints configuration, counters and sessions of the clients of the RADIUS proxy.',
    run({ address }, io, { services }) {
      const clients = address === undefined ? services.radiusProxy.clients() : [clientAt(services, address)];
      const found = clients.filter((client) => client !== undefined);
      if (address !== undefined && found.length === 0) return refuse(`% No RADIUS proxy client at ${address}`);
      return io.print(found.map((client) => showProxyClient(client, sessionsOf(services, client))).join('\n\n'));
    },
  }),
  command(
    exec,
    seq({ _show: show, _proxy: proxy, _session: kw('session', 'Sessions'), which: opt(which) }),
  )({
    privilege: 15,
    summary: 'Prints all that is known of one session of the RADIUS proxy, or of all.',
    run({ which: by }, io, { services }) {
      const { clock, radiusProxy } = services;
      if (by === undefined)
        return io.print(
          [...radiusProxy.sessions.all()].map((live) => showProxySession(live, clock.now())).join('\n\n'),
        );
      const live = sessionBy(services, by);
      return live === undefined ? refuse('% No such session') : io.print(showProxySession(live, clock.now()));
    },
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _proxy: proxy,
      _client: kw('client', 'Sessions of clients'),
      client: choice(kw('all', 'Of all clients'), IPV4('Address of the client')),
    }),
  )({
    privilege: 15,
    summary: 'Asks the software to end all sessions of a client, or of all clients.',
    async run({ client }, _io, { services }) {
      if (client === 'all') return clearAll(services, [...services.radiusProxy.sessions.all()]);
      const found = clientAt(services, client);
      return found === undefined
        ? refuse(`% No RADIUS proxy client at ${client}`)
        : clearAll(services, sessionsOf(services, found));
    },
  }),
  command(
    exec,
    seq({ _clear: clear, _proxy: proxy, _session: kw('session', 'One session'), which }),
  )({
    privilege: 15,
    summary: 'Asks the software to end one session; its Stop is awaited for a few seconds.',
    async run({ which: by }, _io, { services }) {
      const live = sessionBy(services, by);
      return live === undefined ? refuse('% No such session') : clearAll(services, [live]);
    },
  }),
];
