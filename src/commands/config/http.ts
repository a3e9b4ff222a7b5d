import { choice, drop, INT, IPV4, IPV6, kw, opt, put, refuse, seq, setting, toggle, WORD } from '../../ios/index.ts';
import { defaultMaxConnections, defaultSessionIdleTimeout, emptyHttpConfig } from '../../watch/http/config.ts';
import { amendHttp, value } from './edit.ts';
import { httpsSettings } from './https.ts';
import { globalMode } from './modes.ts';
import { http, ip, listName } from './words.ts';

const number = (key: 'port' | 'securePort', word: string, help: string, summary: string) =>
  value(
    globalMode,
    seq({ _ip: ip, _http: http, _what: kw(word, help), number: INT(0, 65535, 'TCP port') }),
  )({
    summary,
    defaultText: String(emptyHttpConfig[key]),
    notes: '0 takes a free port.',
    get: ({ http }) => (http[key] === emptyHttpConfig[key] ? undefined : { number: http[key] }),
    set: (config, typed) => amendHttp(config, { [key]: typed?.number ?? emptyHttpConfig[key] }),
  });

const authentication = kw('authentication', 'How users of the web page are checked');

/** `ip http authentication aaa WORD LIST`; the method `aaa` is the one that uses it. */
const list = (key: 'loginList' | 'execList', word: string, help: string, summary: string) =>
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _authentication: authentication,
      _aaa: kw('aaa', 'By the method lists of AAA'),
      _what: kw(word, help),
      list: listName('Name of the list'),
    }),
  )({
    summary,
    defaultText: 'default',
    get: ({ http: { [key]: held } }) => (held === undefined ? undefined : { list: held }),
    set: (config, typed) => amendHttp(config, { [key]: typed?.list }),
  });

/** `ip http …`: where metrics, health and the web page are served. */
export const httpSettings = [
  toggle(
    globalMode,
    seq({ _ip: ip, _http: http, _server: kw('server', 'Serve HTTP') }),
  )({
    summary: 'Serves metrics, health and the web page by HTTP.',
    get: ({ http }) => http.server,
    set: (config, server) => amendHttp(config, { server }),
  }),
  number('port', 'port', 'TCP port of HTTP', 'Sets the TCP port of the HTTP server.'),
  toggle(
    globalMode,
    seq({ _ip: ip, _http: http, _server: kw('secure-server', 'Serve HTTPS') }),
  )({
    summary: 'Serves metrics, health and the web page by HTTPS.',
    notes: 'Needs `ip http secure-trustpoint` or `ip http certificate`.',
    get: ({ http }) => http.secureServer,
    set: (config, secureServer) => amendHttp(config, { secureServer }),
  }),
  number('securePort', 'secure-port', 'TCP port of HTTPS', 'Sets the TCP port of the HTTPS server.'),
  ...httpsSettings,
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _listen: kw('listen-address', 'Where to listen'),
      address: choice(IPV4('Address of this box; 0.0.0.0: all'), IPV6('Address of this box')),
    }),
  )({
    summary: 'Sets the address that the HTTP and HTTPS servers listen on.',
    defaultText: emptyHttpConfig.address,
    extension: true,
    get: ({ http }) => (http.address === emptyHttpConfig.address ? undefined : { address: http.address }),
    set: (config, typed) => amendHttp(config, { address: typed?.address ?? emptyHttpConfig.address }),
  }),
  setting(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _class: kw('access-class', 'Who may connect'),
      version: opt(choice(kw('ipv4', 'A list of IPv4 addresses'), kw('ipv6', 'A list of IPv6 addresses; refused'))),
      list: WORD('Standard access list', { max: 64, pattern: /^(?!ipv[46]$)/i }),
    }),
  )<'version'>({
    summary: 'Lets only those connect to the HTTP and HTTPS servers whom an access list permits.',
    notes:
      'With it, `/metrics` is for everybody whom the list permits; without it, for this machine alone. A list with entries lets nobody in from an IPv6 address. There are no IPv6 access lists here: `ipv6` is refused, since what is to keep somebody out is not kept without effect.',
    set: (config, { version, list }) =>
      version === 'ipv6'
        ? refuse('% There are no IPv6 access lists here; "ip http access-class LIST" keeps out every IPv6 address')
        : amendHttp(config, { accessClass: list }),
    noNeeds: ['version'],
    // The list of IPv4 addresses stays when the one that never was is taken away.
    unset: (config, { version }) => (version === 'ipv6' ? config : amendHttp(config, { accessClass: undefined })),
    get: ({ http: { accessClass } }) => (accessClass === undefined ? [] : [{ list: accessClass }]),
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _authentication: authentication,
      method: choice(
        kw('aaa', 'By the method lists of AAA'),
        kw('local', 'By the user names of this box'),
        kw('enable', 'By the enable password, whatever the user name'),
      ),
    }),
  )({
    summary: 'Chooses how users of the web page are checked.',
    defaultText: 'aaa',
    notes:
      'On IOS the default is `enable`. With `aaa` and without `aaa new-model` the user names of this box are used.',
    get: ({ http: { authentication: method } }) => (method === undefined ? undefined : { method }),
    set: (config, typed) => amendHttp(config, { authentication: typed?.method }),
  }),
  list(
    'loginList',
    'login-authentication',
    'List that checks the password',
    'Names the login list of the web page, when it is by AAA.',
  ),
  list(
    'execList',
    'exec-authorization',
    'List that gives the privilege level',
    'Names the exec authorization list of the web page, when it is by AAA.',
  ),
  setting(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _accounting: kw('accounting', 'Records of what is done on the web page'),
      _commands: kw('commands', 'Commands of a privilege level'),
      level: INT(0, 15, 'Privilege level of the commands'),
      list: listName('Name of the list'),
    }),
  )<'level'>({
    summary: 'Names the list for commands that are given on the web page.',
    defaultText: 'default',
    notes: 'The page has one command: Disconnect, of level 15.',
    set: (config, entry) =>
      amendHttp(config, {
        accountingCommands: put(config.http.accountingCommands ?? [], entry, ({ level }) => level === entry.level),
      }),
    noNeeds: ['level'],
    unset(config, entry) {
      const left = drop(config.http.accountingCommands ?? [], ({ level }) => level === entry.level);
      return amendHttp(config, { accountingCommands: left.length === 0 ? undefined : left });
    },
    get: ({ http: { accountingCommands } }) => accountingCommands ?? [],
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _most: kw('max-connections', 'Connections at a time'),
      maxConnections: INT(1, 1000, 'Connections of each server'),
    }),
  )({
    summary: 'Limits how many connections the HTTP and HTTPS servers hold at a time, each; one more is closed at once.',
    defaultText: String(defaultMaxConnections),
    notes: 'A browser opens up to six, and one of them stays open while a page is looked at.',
    get: ({ http: { maxConnections } }) => (maxConnections === undefined ? undefined : { maxConnections }),
    set: (config, typed) => amendHttp(config, { maxConnections: typed?.maxConnections }),
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _idle: kw('session-idle-timeout', 'How long somebody stays signed in who does nothing'),
      seconds: INT(10, 43_200, 'Seconds'),
    }),
  )({
    summary: 'Sets how long somebody stays signed in to the web page without looking at it.',
    defaultText: `${defaultSessionIdleTimeout} seconds`,
    notes: 'It holds for those who are signed in already, too. After twelve hours everybody signs in again.',
    get: ({ http: { sessionIdleTimeout: seconds } }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => amendHttp(config, { sessionIdleTimeout: typed?.seconds }),
  }),
  toggle(
    globalMode,
    seq({ _ip: ip, _http: http, _metrics: kw('metrics', 'Metrics for Prometheus at /metrics') }),
  )({
    summary: 'Serves `/metrics` for Prometheus.',
    extension: true,
    initially: true,
    get: ({ http }) => http.metrics,
    set: (config, metrics) => amendHttp(config, { metrics }),
  }),
];
