import {
  type ConfigDeclaration,
  choice,
  drop,
  INT,
  kw,
  mode,
  opt,
  put,
  Refusal,
  section,
  seq,
  setting,
  toggle,
} from '../../ios/index.ts';
import type { DynamicAuthorClient, DynamicAuthorConfig } from '../../sources/dynamic-author/config.ts';
import type { Configuration } from '../configuration.ts';
import { clientAddress, networkOf, writtenClient } from './client-address.ts';
import { listenLine, secretLine } from './common-lines.ts';
import { amend, type Changes, value } from './edit.ts';
import { keptLines } from './kept-table.ts';
import { type ConfigServices, globalMode } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';
import { aaa, after } from './words.ts';

/** `aaa server radius dynamic-author` */
const dynamicAuthorMode = mode<Configuration, undefined, ConfigServices>({
  id: 'config-locsvr-da-radius',
  prompt: 'config-locsvr-da-radius',
  title: 'RADIUS dynamic authorization',
  parent: globalMode,
});

const empty: DynamicAuthorConfig = { clients: [], listen: [] };
const change = (config: Configuration, changes: Changes<DynamicAuthorConfig>): Configuration => ({
  ...config,
  dynamicAuthor: amend(config.dynamicAuthor ?? empty, changes),
});
const at =
  (address: string) =>
  (client: DynamicAuthorClient): boolean =>
    client.address === address;

const ignored = (key: 'ignoreSessionKey' | 'ignoreRetransmission', word: string, help: string) =>
  toggle(
    dynamicAuthorMode,
    seq({ _ignore: kw('ignore', 'What is not looked at'), _what: kw(word, help) }),
  )({
    summary: `${help}.`,
    get: ({ dynamicAuthor }) => dynamicAuthor?.[key],
    set: (config, on) => change(config, { [key]: on ? true : undefined }),
  });

export const dynamicAuthorSettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  section(
    globalMode,
    seq({
      _aaa: aaa,
      _server: kw('server', 'This box as an AAA server'),
      _radius: kw('radius', 'RADIUS'),
      _author: kw('dynamic-author', 'Requests that end and change sessions'),
    }),
    dynamicAuthorMode,
  )({
    summary: 'Lets RADIUS servers end and change sessions of this box: Disconnect and CoA (RFC 5176).',
    open: (config) => ({ config: change(config, {}), context: undefined }),
    unset({ dynamicAuthor: _gone, ...config }) {
      return config;
    },
    get: ({ dynamicAuthor }) => (dynamicAuthor === undefined ? [] : [{ value: {}, context: undefined }]),
  }),
  listenLine(
    dynamicAuthorMode,
    ({ dynamicAuthor }) => dynamicAuthor?.listen ?? [],
    (config, listen) => change(config, { listen }),
  ),
  value(
    dynamicAuthorMode,
    seq({ _port: kw('port', 'UDP port to listen on'), port: INT(1, 65535, 'Port') }),
  )({
    summary: 'Sets the UDP port for requests; RFC 5176 has 3799.',
    defaultText: '1700',
    get: ({ dynamicAuthor }) => (dynamicAuthor?.port === undefined ? undefined : { port: dynamicAuthor.port }),
    set: (config, typed) => change(config, { port: typed?.port }),
  }),
  secretLine(
    dynamicAuthorMode,
    { _key: kw('server-key', 'Secret shared with the clients') },
    {
      summary: 'Sets the secret shared with clients that have none of their own; it is kept encrypted.',
      get: ({ dynamicAuthor }) => dynamicAuthor?.key,
      set: (config, key) => change(config, { key }),
    },
  ),
  setting(
    dynamicAuthorMode,
    seq({
      _client: kw('client', 'A server that may send requests'),
      $address: clientAddress,
      key: opt(after('server-key', 'Secret shared with it', secretArgument)),
    }),
  )<'address' | 'mask' | 'prefix', Parameters<typeof networkOf>[0]>({
    summary: 'Names a server that may send requests, by its address; a network is an extension.',
    set(config, { key: typed, ...which }, _context, env) {
      const key = typed && sealSecret(typed, env);
      if (key instanceof Refusal) return key;
      const address = networkOf(which);
      const client: DynamicAuthorClient = { address, ...(key === undefined ? {} : { key }) };
      return change(config, { clients: put(config.dynamicAuthor?.clients ?? [], client, at(address)) });
    },
    noSyntax: seq({ _client: kw('client', 'A server that may send requests'), $address: clientAddress }),
    unset: (config, which) =>
      change(config, { clients: drop(config.dynamicAuthor?.clients ?? [], at(networkOf(which))) }),
    get: ({ dynamicAuthor }) =>
      (dynamicAuthor?.clients ?? []).map(({ address, key }) => ({ ...writtenClient(address), key })),
  }),
  value(
    dynamicAuthorMode,
    seq({
      _type: kw('auth-type', 'Which attributes must fit a session'),
      type: choice(
        kw('any', 'Any of those given'),
        kw('all', 'All that are given'),
        kw('session-key', 'The session id'),
      ),
    }),
  )({
    summary: 'Says which of the attributes that name a session in a request must fit.',
    defaultText: 'all',
    get: ({ dynamicAuthor }) => (dynamicAuthor?.authType === undefined ? undefined : { type: dynamicAuthor.authType }),
    set: (config, typed) => change(config, { authType: typed?.type }),
  }),
  ignored('ignoreSessionKey', 'session-key', 'Does not compare the session id'),
  ignored('ignoreRetransmission', 'retransmission', 'Does again what is asked again'),
  ...keptLines(dynamicAuthorMode, {
    'RADIUS dynamic authorization': ['ignore server-key', 'domain +', 'tls +'],
  }),
];
