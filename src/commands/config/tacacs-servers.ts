import type { TacacsServerConfig } from '../../aaa/config.ts';
import { drop, HOST, kw, opt, Refusal, seq, setting, toggle } from '../../ios/index.ts';
import { secretLine } from './common-lines.ts';
import { amendAaa, amendTacacs, value } from './edit.ts';
import { globalMode, tacacsServerMode } from './modes.ts';
import { namedServers } from './named-servers.ts';
import {
  portNumber,
  portWord,
  seconds,
  tacacsOptions,
  tacacsServerOf,
  timeoutWord,
  writtenTacacs,
} from './server-options.ts';
import { interfaceName, ip, leading, serverAddress, tacacsServer, vrf } from './words.ts';

const { change, find, putLegacy, section } = namedServers<TacacsServerConfig>(
  ({ aaa }) => aaa.tacacsServers,
  (config, tacacsServers) => amendAaa(config, { tacacsServers }),
);

/** `tacacs server NAME` */
export const tacacsServerSection = section(tacacsServerMode, kw('tacacs', 'TACACS+'), 'TACACS+', (name) => ({
  name,
  port: 49,
}));

/** The lines of a TACACS+ server. */
export const tacacsServerSettings = [
  value(
    tacacsServerMode,
    seq({ _address: kw('address', 'Where the server is'), $address: serverAddress }),
  )({
    summary: 'Says where the server is.',
    get: (config, { name }) => find(config, name)?.address,
    set: (config, address, { name }) => change(config, name, { address }),
  }),
  secretLine(
    tacacsServerMode,
    { _key: kw('key', 'Secret shared with the server') },
    {
      summary: 'Sets the secret shared with the server; it is kept encrypted.',
      get: (config, { name }) => find(config, name)?.key,
      set: (config, key, { name }) => change(config, name, { key }),
    },
  ),
  value(
    tacacsServerMode,
    seq({ ...leading(portWord), port: portNumber }),
  )({
    summary: 'Sets the TCP port of the server.',
    defaultText: '49',
    get(config, { name }) {
      const port = find(config, name)?.port;
      return port === undefined || port === 49 ? undefined : { port };
    },
    set: (config, typed, { name }) => change(config, name, { port: typed?.port ?? 49 }),
  }),
  value(
    tacacsServerMode,
    seq({ ...leading(timeoutWord), seconds }),
  )({
    summary: 'Sets the time to wait for an answer; wins over those of the group and the global one.',
    get(config, { name }) {
      const seconds = find(config, name)?.timeout;
      return seconds === undefined ? undefined : { seconds };
    },
    set: (config, typed, { name }) => change(config, name, { timeout: typed?.seconds }),
  }),
  toggle(
    tacacsServerMode,
    kw('single-connection', 'One connection for many requests'),
  )({
    summary: 'Sends many requests over one connection that stays open.',
    get: (config, { name }) => find(config, name)?.singleConnection,
    set: (config, on, { name }) => change(config, name, { singleConnection: on ? true : undefined }),
  }),
];

/** Legacy servers at a host. */
const hosted =
  (host: string) =>
  (server: TacacsServerConfig): boolean =>
    server.legacy === true && server.name === host;

/** `tacacs-server …`, `ip tacacs …` */
export const tacacsGlobalSettings = [
  setting(
    globalMode,
    seq({
      _server: tacacsServer,
      _host: kw('host', 'A TACACS+ server'),
      host: HOST('Address or name'),
      _nat: opt(kw('nat', 'Send the address behind translation; no effect')),
      $options: tacacsOptions,
    }),
  )<'host'>({
    summary: 'Describes a TACACS+ server on one line, as older releases do.',
    set(config, { host, ...options }, _context, env) {
      const server = tacacsServerOf(host, options, env);
      if (server instanceof Refusal) return server;
      return putLegacy(config, { ...server, legacy: true }, hosted(host));
    },
    noNeeds: ['host'],
    unset: (config, { host }) => amendAaa(config, { tacacsServers: drop(config.aaa.tacacsServers, hosted(host)) }),
    *get({ aaa: { tacacsServers } }) {
      for (const server of tacacsServers)
        if (server.legacy === true) yield { host: server.name, ...writtenTacacs(server) };
    },
  }),
  value(
    globalMode,
    seq({ _server: tacacsServer, ...leading(timeoutWord), seconds }),
  )({
    summary: 'Sets the time to wait for an answer of a TACACS+ server.',
    defaultText: '5',
    get: ({ aaa: { tacacs } }) => (tacacs.timeout === undefined ? undefined : { seconds: tacacs.timeout }),
    set: (config, typed) => amendTacacs(config, { timeout: typed?.seconds }),
  }),
  secretLine(
    globalMode,
    { _server: tacacsServer, _key: kw('key', 'Secret shared with the servers') },
    {
      summary: 'Sets the secret of TACACS+ servers that have none of their own; it is kept encrypted.',
      get: ({ aaa }) => aaa.tacacs.key,
      set: (config, key) => amendTacacs(config, { key }),
    },
  ),
  value(
    globalMode,
    seq({
      _ip: ip,
      _tacacs: kw('tacacs', 'TACACS+'),
      _source: kw('source-interface', 'Interface whose address requests are sent from'),
      interface: interfaceName,
      vrf: opt(vrf),
    }),
  )({
    summary: 'Sends TACACS+ requests from the address of an interface. An address instead of it is an extension.',
    get({ aaa: { tacacs } }) {
      const { sourceInterface, sourceVrf } = tacacs;
      return sourceInterface === undefined ? undefined : { interface: sourceInterface, vrf: sourceVrf };
    },
    set: (config, typed) => amendTacacs(config, { sourceInterface: typed?.interface, sourceVrf: typed?.vrf }),
  }),
];
