import { kw, seq, toggle, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { interfaceMode } from './crypto/network.ts';
import { amendLat, value } from './edit.ts';
import { globalMode } from './modes.ts';

const lat = kw('lat', 'DEC Local Area Transport');

/** Linux's names of the interfaces that LAT runs on. */
export const latInterfaces = ({ lat: { interfaces }, ipsec }: Configuration): readonly string[] =>
  ipsec.interfaces.filter(({ name }) => interfaces.includes(name)).map(({ name, device }) => device ?? name);

/** `lat node`, and `lat enabled` of interfaces. */
export const latSettings = [
  value(
    globalMode,
    seq({
      _lat: lat,
      _node: kw('node', 'Name of this node'),
      name: WORD('Name', { max: 16, pattern: /^[A-Za-z0-9$._-]+$/ }),
    }),
  )({
    summary: 'Names this box for LAT.',
    defaultText: "the host's name",
    get: ({ lat: { node } }) => (node === undefined ? undefined : { name: node }),
    set: (config, typed) => amendLat(config, { node: typed?.name }),
  }),
  toggle(
    interfaceMode,
    seq({ _lat: lat, _enabled: kw('enabled', 'Run it on this interface') }),
  )({
    summary: 'Runs LAT on the interface: its services are learned, and users can connect to them.',
    notes: 'Needs the program socat, and the right to open raw sockets (CAP_NET_RAW).',
    get: ({ lat: { interfaces } }, { name }) => interfaces.includes(name),
    set: (config, on, { name }) => {
      const others = config.lat.interfaces.filter((other) => other !== name);
      return amendLat(config, { interfaces: on ? [...others, name] : others });
    },
  }),
];
