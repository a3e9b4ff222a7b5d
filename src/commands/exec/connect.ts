import {
  as,
  choice,
  command,
  flag,
  HOST,
  INT,
  type Io,
  kw,
  LINE,
  opt,
  type Refusal,
  type Rule,
  refuse,
  seq,
  unordered,
  WORD,
} from '../../ios/index.ts';
import { protocolRequest } from '../connection/bare-word.ts';
import { callPad } from '../connection/call-pad.ts';
import { connectTo, usualPorts } from '../connection/connect-to.ts';
import type { Session } from '../services.ts';
import { exec } from './mode.ts';

/** Ports that IOS knows by name. */
const namedPorts = {
  bgp: 179,
  chargen: 19,
  cmd: 514,
  daytime: 13,
  discard: 9,
  domain: 53,
  echo: 7,
  finger: 79,
  ftp: 21,
  gopher: 70,
  hostname: 101,
  ident: 113,
  irc: 194,
  lpd: 515,
  nntp: 119,
  pop2: 109,
  pop3: 110,
  smtp: 25,
  sunrpc: 111,
  tacacs: 49,
  talk: 517,
  time: 37,
  whois: 43,
  www: 80,
} as const;

const host = HOST('IP address or hostname of a remote system');
const port: Rule<number> = choice(
  INT(0, 65535, 'Port number'),
  ...Object.entries(namedPorts).map(([name, number]) => as(kw(name, `Port ${number}`), number)),
);
const telnetOptions = unordered({
  source: opt(
    seq({
      _source: kw('/source-interface', 'Specify source interface'),
      name: WORD('Name of the interface'),
    }),
  ),
  stream: flag(kw('/stream', 'Enable stream processing')),
});
const target = { host, port: opt(port), options: telnetOptions };

interface TelnetTyped {
  readonly host: string;
  readonly port?: number | undefined;
  readonly options: { readonly source?: { readonly name: string } | undefined; readonly stream: boolean };
}

async function telnet(typed: TelnetTyped, io: Io, session: Session): Promise<Refusal | undefined> {
  const { source, stream } = typed.options;
  const localAddress = source && session.outbound.interfaceAddress(source.name);
  if (source !== undefined && localAddress === undefined) return refuse('% Invalid source interface');
  return connectTo(
    {
      how: { protocol: 'telnet', stream },
      host: typed.host,
      port: typed.port ?? usualPorts.telnet,
      ...(localAddress === undefined ? {} : { localAddress }),
    },
    io,
    session,
  );
}

const rloginUser = choice(kw('/user', 'Specify the user name'), kw('-l', 'Specify the user name'));

const latName = (help: string): Rule<string> => WORD(help, { max: 255, pattern: /^[!-~]+$/ });

/** Connections to other hosts. */
export const connectCommands = [
  command(
    exec,
    seq({ _telnet: kw('telnet', 'Open a telnet connection'), ...target }),
  )({
    summary: 'Connects to a host by Telnet; `/stream` sends bytes as they are. Ctrl-^ x goes back to the prompt.',
    run: telnet,
  }),
  command(
    exec,
    seq({ _connect: kw('connect', 'Open a terminal connection'), ...target }),
  )({
    summary: 'The same as `telnet`.',
    run: telnet,
  }),
  command(
    exec,
    seq({
      _rlogin: kw('rlogin', 'Open an rlogin connection'),
      host,
      user: opt(seq({ _user: rloginUser, name: WORD('User name') })),
    }),
  )({
    summary: 'Connects to a host by rlogin (RFC 1282), as the user who is logged in or as another.',
    notes: 'Servers want to be called from a port below 1024: this is done where the system lets the daemon do it.',
    run: ({ host: to, user }, io, session) =>
      connectTo(
        {
          how: protocolRequest('rlogin', io, session, user === undefined ? {} : { user: user.name }),
          host: to,
          port: usualPorts.rlogin,
        },
        io,
        session,
      ),
  }),
  command(
    exec,
    seq({
      _ssh: kw('ssh', 'Open a secure shell client connection'),
      options: unordered({
        user: opt(seq({ _l: kw('-l', 'Log in using this user name'), name: WORD('Login name') })),
        port: opt(seq({ _p: kw('-p', 'Connect to this port'), number: INT(1, 65535, 'Port number') })),
        _version: opt(seq({ _v: kw('-v', 'Specify SSH Protocol Version'), _two: kw('2', 'Protocol Version 2') })),
      }),
      host,
      run: opt(LINE('Command to run on the host')),
    }),
  )({
    summary: 'Connects to a host by SSH, as the user who is logged in or as another, or runs a command there.',
    notes:
      'A host is trusted at the first connection; its key is kept in the state directory, and a host that shows another one later is refused.',
    run: ({ options, host: to, run }, io, session) =>
      connectTo(
        {
          how: protocolRequest('ssh', io, session, {
            ...(options.user === undefined ? {} : { user: options.user.name }),
            ...(run === undefined ? {} : { run }),
          }),
          host: to,
          port: options.port?.number ?? usualPorts.ssh,
        },
        io,
        session,
      ),
  }),
  command(
    exec,
    seq({ _tn3270: kw('tn3270', 'Open a tn3270 connection'), host, port: opt(port) }),
  )({
    summary: 'Connects to a 3270 host and shows its screens by the c3270 program.',
    notes: 'The screen is one of 24, 32 or 43 rows, by the size of the terminal. Ctrl-^ x goes back to the prompt.',
    run: ({ host: to, port: number }, io, session) =>
      connectTo({ how: { protocol: 'tn3270' }, host: to, port: number ?? usualPorts.tn3270 }, io, session),
  }),
  command(
    exec,
    seq({
      _pad: kw('pad', 'Open a X.29 PAD connection'),
      host: WORD('X.121 address or a name of an `x25 host` line', { pattern: /^[\w.-]+$/ }),
      options: unordered({
        data: opt(
          seq({
            _cud: kw('/cud', 'Call user data'),
            text: WORD('At most 12 characters', { max: 12, pattern: /^[!-~]+$/ }),
          }),
        ),
        reverse: flag(kw('/reverse', 'Let the called side pay')),
      }),
    }),
  )({
    summary: 'Calls a host by its X.121 address, over TCP (XOT) by the routes of `x25 route`.',
    notes: 'Ctrl-^ b sends a break, which does what the host has set parameter 7 of X.3 to.',
    run: ({ host: to, options }, io, session) => callPad(to, options.data?.text, options.reverse, io, session),
  }),
  command(
    exec,
    seq({
      _lat: kw('lat', 'Open a lat connection'),
      service: WORD('Name of the service', { max: 255, pattern: /^[!-~]+$/ }),
      options: unordered({
        node: opt(seq({ _node: kw('node', 'Connect to this node'), name: latName('Name of the node') })),
        port: opt(seq({ _port: kw('port', 'Connect to this port'), name: latName('Name of the port') })),
      }),
    }),
  )({
    summary: 'Connects to a service by LAT over Ethernet, at the node that rates itself highest or at another.',
    notes: 'LAT has to be enabled on an interface (`lat enabled`). Ctrl-^ b sends a break.',
    run: ({ service, options: { node, port: latPort } }, io, session) =>
      connectTo(
        {
          how: {
            protocol: 'lat',
            ...(node === undefined ? {} : { node: node.name }),
            ...(latPort === undefined ? {} : { port: latPort.name }),
          },
          host: service,
          port: 0,
        },
        io,
        session,
      ),
  }),
];
