import {
  alter,
  type ConfigDeclaration,
  type ConfigMode,
  choice,
  drop,
  INT,
  kw,
  mode,
  section,
  seq,
  toggle,
} from '../../ios/index.ts';
import type { RadiusProxyClient, RadiusProxyConfig, RadiusProxySettings } from '../../sources/radius-proxy/config.ts';
import type { Configuration } from '../configuration.ts';
import { clientAddress, networkOf, writtenClient } from './client-address.ts';
import { listenLine, secretLine } from './common-lines.ts';
import { amend, type Changes, value } from './edit.ts';
import { keptLines } from './kept-table.ts';
import { type ConfigServices, globalMode } from './modes.ts';
import { aaa, listName } from './words.ts';

/** `aaa server radius proxy` */
const radiusProxyMode = mode<Configuration, undefined, ConfigServices>({
  id: 'config-locsvr-proxy-radius',
  prompt: 'config-locsvr-proxy-radius',
  title: 'RADIUS proxy',
  parent: globalMode,
});

interface ClientKey {
  readonly address: string;
}

/** `client …` below it */
const radiusProxyClientMode = mode<Configuration, ClientKey, ConfigServices>({
  id: 'config-locsvr-radius-client',
  prompt: 'config-locsvr-radius-client',
  title: 'Client of the RADIUS proxy',
  parent: radiusProxyMode,
});

const empty: RadiusProxyConfig = { listen: [], clients: [] };

const change = (config: Configuration, changes: Changes<RadiusProxyConfig>): Configuration => ({
  ...config,
  radiusProxy: amend(config.radiusProxy ?? empty, changes),
});

const is =
  ({ address }: ClientKey) =>
  (client: RadiusProxyClient): boolean =>
    client.address === address;
const clientOf = (config: Configuration, key: ClientKey): RadiusProxyClient | undefined =>
  config.radiusProxy?.clients.find(is(key));
const changeClient = (config: Configuration, key: ClientKey, changes: Changes<RadiusProxyClient>): Configuration =>
  change(config, { clients: alter(config.radiusProxy?.clients ?? [], is(key), (client) => amend(client, changes)) });

/** The lines that both modes have: of all clients, and of one. */
function shared<X>(
  within: ConfigMode<Configuration, X, ConfigServices>,
  get: (config: Configuration, context: X) => RadiusProxySettings | undefined,
  change: (config: Configuration, changes: Changes<RadiusProxySettings>, context: X) => Configuration,
  whose: string,
): readonly ConfigDeclaration<Configuration, ConfigServices>[] {
  const number = (
    key: 'authenticationPort' | 'accountingPort' | 'disconnectPort' | 'idle',
    words: Readonly<Record<`_${string}`, ReturnType<typeof kw>>>,
    argument: ReturnType<typeof INT>,
    about: { readonly summary: string; readonly defaultText: string; readonly extension?: boolean },
  ) =>
    value(
      within,
      seq({ ...words, number: argument }),
    )({
      ...about,
      get(config, context) {
        const held = get(config, context)?.[key];
        return held === undefined ? undefined : { number: held };
      },
      set: (config, typed, context) => change(config, { [key]: typed?.number }, context),
    });
  const list = (
    key: 'authenticationList' | 'authorizationList' | 'accountingList',
    word: ReturnType<typeof kw>,
    about: { readonly summary: string; readonly extension?: boolean },
  ) =>
    value(
      within,
      seq({ _what: word, _list: kw('method-list', 'List of methods'), list: listName('Name of the list', 64) }),
    )({
      ...about,
      defaultText: 'default',
      get(config, context) {
        const held = get(config, context)?.[key];
        return held === undefined ? undefined : { list: held };
      },
      set: (config, typed, context) => change(config, { [key]: typed?.list }, context),
    });
  const authentication = kw('authentication', 'Access-Requests');
  const accounting = kw('accounting', 'Accounting-Requests');
  const port = kw('port', 'UDP port to listen on');
  const portNumber = INT(1, 65535, 'Port');
  return [
    secretLine(
      within,
      { _key: kw('key', 'Secret shared with the software') },
      {
        summary: `Sets the secret shared with ${whose}; it is kept encrypted.`,
        get: (config, context) => get(config, context)?.key,
        set: (config, key, context) => change(config, { key }, context),
      },
    ),
    number('authenticationPort', { _what: authentication, _port: port }, portNumber, {
      summary: `Sets the UDP port for Access-Requests of ${whose}.`,
      defaultText: '1645',
    }),
    list('authenticationList', authentication, {
      summary:
        'Names the list that decides Access-Requests: a `ppp` list of that name, else a `login` list, else the default one.',
    }),
    number('accountingPort', { _what: accounting, _port: port }, portNumber, {
      summary: `Sets the UDP port for Accounting-Requests of ${whose}.`,
      defaultText: '1646',
    }),
    list('accountingList', accounting, { summary: 'Names the network accounting list for the sessions.' }),
    list('authorizationList', kw('authorization', 'What users are permitted'), {
      summary: 'Names the network authorization list that an accepted user goes through.',
      extension: true,
    }),
    value(
      within,
      seq({
        _identifier: kw('session-identifier', 'Which attribute names a session'),
        $which: choice(
          seq({ _attribute: kw('attribute', 'A standard attribute'), type: INT(1, 255, 'Type') }),
          seq({
            _vendor: kw('vendor', 'An attribute of a vendor'),
            vendor: INT(1, 16_777_215, 'Enterprise number'),
            _type: kw('type', 'Type of the attribute'),
            type: INT(1, 255, 'Type'),
          }),
        ),
      }),
    )({
      summary: 'Says which attribute names a session. NAS, port, user and start are always looked at as well.',
      defaultText: 'attribute 44',
      get: (config, context) => get(config, context)?.sessionIdentifier,
      set(config, typed, context) {
        const sessionIdentifier =
          typed && ('vendor' in typed ? { vendor: typed.vendor, type: typed.type } : { type: typed.type });
        return change(config, { sessionIdentifier }, context);
      },
    }),
    number(
      'idle',
      { _timer: kw('timer', 'Timers of sessions'), _idle: kw('idle', 'Without a word from the software') },
      INT(1, 2_147_483, 'Seconds'),
      {
        summary:
          'Ends a session that the software has not spoken of for so long, at the time when it last did. Make it longer than the interval of its reports.',
        defaultText: 'never',
        extension: true,
      },
    ),
    number(
      'disconnectPort',
      { _disconnect: kw('disconnect', 'Disconnect and CoA requests to the software'), _port: kw('port', 'UDP port') },
      INT(0, 65535, 'Port; 0: the software takes none'),
      {
        summary: 'Sets the port of the software that requests to end and to change its sessions are passed on to.',
        defaultText: '3799',
        extension: true,
      },
    ),
    toggle(
      within,
      seq({
        _authenticator: kw('message-authenticator', 'Message-Authenticator in Access-Requests'),
        _require: kw('require', 'Drop requests without it'),
      }),
    )({
      summary: 'Drops Access-Requests without Message-Authenticator. One that is there is always checked.',
      extension: true,
      get: (config, context) => get(config, context)?.requireMessageAuthenticator,
      set: (config, on, context) => change(config, { requireMessageAuthenticator: on ? true : undefined }, context),
    }),
    ...keptLines(within, {
      'Further settings of the RADIUS proxy': [
        'timer ip-address +',
        'timer request +',
        'timer reconnect +',
        'timer roaming +',
        'timer disconnect +',
        'calling-station-id +',
        'message-authenticator ignore',
        're-authentication +',
        'pwlan-session +',
      ],
    }),
  ];
}

/** `aaa server radius proxy` and the lines below it; what holds for all clients goes before the clients. */
export const radiusProxySettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  section(
    globalMode,
    seq({
      _aaa: aaa,
      _server: kw('server', 'This box as an AAA server'),
      _radius: kw('radius', 'RADIUS'),
      _proxy: kw('proxy', 'For software that speaks RADIUS'),
    }),
    radiusProxyMode,
  )({
    summary:
      'Makes this box the RADIUS server of access software: its Access-Requests are decided by method lists, its Accounting-Requests open and close network sessions here.',
    open: (config) => ({ config: change(config, {}), context: undefined }),
    unset({ radiusProxy: _gone, ...config }) {
      return config;
    },
    get: ({ radiusProxy }) => (radiusProxy === undefined ? [] : [{ value: {}, context: undefined }]),
  }),
  listenLine(
    radiusProxyMode,
    ({ radiusProxy }) => radiusProxy?.listen ?? [],
    (config, listen) => change(config, { listen }),
  ),
  ...shared(
    radiusProxyMode,
    ({ radiusProxy }) => radiusProxy,
    (config, changes) => change(config, changes),
    'every client',
  ),
  section(
    radiusProxyMode,
    seq({ _client: kw('client', 'Software that sends requests'), $address: clientAddress }),
    radiusProxyClientMode,
  )({
    summary: 'Describes software that may send requests, by its address or network; the longest match counts.',
    open(config, typed) {
      const address = networkOf(typed);
      const there = clientOf(config, { address }) !== undefined;
      const clients = [...(config.radiusProxy?.clients ?? []), { address }];
      return { config: there ? config : change(config, { clients }), context: { address } };
    },
    unset: (config, typed) =>
      change(config, { clients: drop(config.radiusProxy?.clients ?? [], is({ address: networkOf(typed) })) }),
    *get({ radiusProxy }) {
      for (const { address } of radiusProxy?.clients ?? [])
        yield { value: writtenClient(address), context: { address } };
    },
  }),
  ...shared(
    radiusProxyClientMode,
    clientOf,
    (config, changes, key) => changeClient(config, key, changes),
    'the client',
  ),
  toggle(
    radiusProxyClientMode,
    kw('shutdown', 'Do not serve the client'),
  )({
    summary: 'Drops the requests of the client.',
    extension: true,
    get: (config, key) => clientOf(config, key)?.shutdown,
    set: (config, on, key) => changeClient(config, key, { shutdown: on ? true : undefined }),
  }),
];
