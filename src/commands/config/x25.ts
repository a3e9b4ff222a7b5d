import { drop, HOST, kw, many, opt, put, refuse, seq, setting, WORD } from '../../ios/index.ts';
import type { X25Route } from '../../sources/connection/config.ts';
import { amendX25 } from './edit.ts';
import { globalMode } from './modes.ts';

const x25 = kw('x25', 'X.25 Level 3');

/** Whether a pattern is a regular expression. */
function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

const sameRoute =
  ({ pattern }: Pick<X25Route, 'pattern'>) =>
  (route: X25Route): boolean =>
    route.pattern === pattern;

/** Where the calls of PADs go: `x25 route`, `x25 host`. */
export const x25Settings = [
  setting(
    globalMode,
    seq({
      _x25: x25,
      _route: kw('route', 'Where calls go'),
      place: opt(
        WORD('Place among the routes', {
          shape: '#<1-1000>',
          pattern: /^#\d{1,4}$/,
          sample: (random) => `#${1 + Math.floor(random() * 9)}`,
        }),
      ),
      pattern: WORD('Regular expression that the X.121 address matches', {
        max: 100,
        pattern: /^[\d^$.*+?()[\]|\\-]+$/,
        sample: (random) => `^${Math.floor(random() * 1e6)}`,
      }),
      _xot: kw('xot', 'X.25 over TCP'),
      hosts: many(HOST('Host that knows the way'), { max: 6 }),
    }),
  )<'pattern'>({
    summary: 'Sends calls to addresses that match a regular expression to a host by X.25 over TCP.',
    notes: 'The first route that matches counts. Its hosts are tried in order until one takes the TCP connection.',
    set(config, { place, pattern, hosts }) {
      if (!compiles(pattern)) return refuse(`% ${pattern} is not a regular expression`);
      const route = { pattern, hosts };
      const { routes } = config.x25;
      if (place === undefined) return amendX25(config, { routes: put(routes, route, sameRoute(route)) });
      const others = drop(routes, sameRoute(route));
      return amendX25(config, { routes: others.toSpliced(Math.max(0, Number(place.slice(1)) - 1), 0, route) });
    },
    noNeeds: ['pattern'],
    unset: (config, { pattern }) => amendX25(config, { routes: drop(config.x25.routes, sameRoute({ pattern })) }),
    get: ({ x25: { routes } }) => routes,
  }),
  setting(
    globalMode,
    seq({
      _x25: x25,
      _host: kw('host', 'A name of a host and its address'),
      name: WORD('Name of the host', { max: 63, pattern: /^[A-Za-z_][\w.-]*$/ }),
      address: WORD('X.121 address', {
        pattern: /^\d{1,15}$/,
        sample: (random) => String(Math.floor(random() * 1e9)),
      }),
      cud: opt(
        seq({
          _cud: kw('cud', 'Call user data'),
          text: WORD('At most 12 characters', { max: 12, pattern: /^[!-~]+$/ }),
        }),
      ),
    }),
  )<'name'>({
    summary: 'Gives an X.121 address a name, for `pad`.',
    set: (config, { name, address, cud }) =>
      amendX25(config, {
        hosts: put(
          config.x25.hosts,
          { name, address, ...(cud === undefined ? {} : { callData: cud.text }) },
          (host) => host.name === name,
        ),
      }),
    noNeeds: ['name'],
    unset: (config, { name }) => amendX25(config, { hosts: drop(config.x25.hosts, (host) => host.name === name) }),
    *get({ x25: { hosts } }) {
      for (const { name, address, callData } of hosts)
        yield { name, address, ...(callData === undefined ? {} : { cud: { text: callData } }) };
    },
  }),
];
