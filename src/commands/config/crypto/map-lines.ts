import {
  type ConfigMode,
  choice,
  drop,
  flag,
  HOST,
  INT,
  IPV4,
  kw,
  LINE,
  many,
  opt,
  put,
  type Rule,
  seq,
  unordered,
  WORD,
} from '../../../ios/index.ts';
import type { DhGroup, MapEntrySettings, MapSettings, ReverseRoute } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend } from '../edit.ts';
import { keptLines } from '../kept-table.ts';
import type { ConfigServices } from '../modes.ts';
import { after } from '../words.ts';
import { linesOf, type Place } from './lines-of.ts';
import { lifeKilobytes, lifeSeconds, NAME, pfsGroup, windowSize } from './words.ts';

/** The lines that static and dynamic entries of crypto maps and IPsec profiles have in common. */

const set = { _set: kw('set', 'What tunnels of this entry have') };
const association = { ...set, _association: kw('security-association', 'Protection agreed upon with a peer') };
const lifetime = { ...association, _lifetime: kw('lifetime', 'How long it lives') };

interface TypedRoute {
  readonly static: boolean;
  readonly peer?: { readonly gateway?: string };
  readonly tag?: number;
  readonly distance?: number;
}
const routeWords: Rule<TypedRoute> = unordered({
  static: flag(kw('static', 'Also while there is no tunnel')),
  peer: opt(seq({ _peer: kw('remote-peer', 'Also to the peer itself'), gateway: opt(IPV4('By this gateway')) })),
  tag: opt(after('tag', 'Tag of the routes', INT(1, 4_294_967_295, 'Tag'))),
  distance: opt(after('distance', 'Distance of the routes', INT(1, 255, 'Distance'))),
});
const routeOf = ({ static: always, peer, tag, distance }: TypedRoute): ReverseRoute => ({
  ...(always ? { static: true } : {}),
  ...(peer === undefined ? {} : { remotePeer: peer }),
  ...(tag === undefined ? {} : { tag }),
  ...(distance === undefined ? {} : { distance }),
});
const writtenRoute = ({ static: always, remotePeer, tag, distance }: ReverseRoute): TypedRoute => ({
  static: always === true,
  ...(remotePeer === undefined ? {} : { peer: remotePeer }),
  ...(tag === undefined ? {} : { tag }),
  ...(distance === undefined ? {} : { distance }),
});

/** Declares what is common, in a mode. */
export function mapLines<X>(
  within: ConfigMode<Configuration, X, ConfigServices>,
  place: Place<X, MapSettings>,
  ends?: ReturnType<typeof peerLines>,
) {
  const { one } = linesOf(within, place);
  const name = (
    key: 'isakmpProfile' | 'ikev2Profile',
    word: 'isakmp-profile' | 'ikev2-profile',
    help: string,
    summary: string,
  ) =>
    one(
      seq({ ...set, _profile: kw(word, help), name: NAME('Name of the profile') }),
      { summary },
      ({ [key]: named }) => (named === undefined ? undefined : { name: named }),
      (typed) => ({ [key]: typed?.name }),
    );
  return [
    one(
      seq({ _description: kw('description', 'What the entry is for'), text: LINE('Text', { max: 200 }) }),
      { summary: 'Describes the entry.' },
      ({ description: text }) => (text === undefined ? undefined : { text }),
      (typed) => ({ description: typed?.text }),
    ),
    ...(ends === undefined ? [] : [ends.peer]),
    one(
      seq({ ...lifetime, ...lifeSeconds }),
      { summary: 'Sets how long IPsec SAs live.', defaultText: 'as crypto ipsec security-association lifetime says' },
      ({ lifetime: { seconds } }) => (seconds === undefined ? undefined : { seconds }),
      (typed, _env, held) => ({ lifetime: amend(held.lifetime, { seconds: typed?.seconds }) }),
    ),
    one(
      seq({ ...lifetime, ...lifeKilobytes }),
      { summary: 'Sets how much IPsec SAs may carry.' },
      ({ lifetime: { kilobytes } }) => (kilobytes === undefined ? undefined : { kilobytes }),
      (typed, _env, held) => ({ lifetime: amend(held.lifetime, { kilobytes: typed?.kilobytes }) }),
    ),
    one(
      seq({ ...association, _idle: kw('idle-time', 'Without packets'), seconds: INT(60, 86_400, 'Seconds') }),
      { summary: 'Ends IPsec SAs that carry nothing.' },
      ({ idleTime: seconds }) => (seconds === undefined ? undefined : { seconds }),
      (typed) => ({ idleTime: typed?.seconds }),
    ),
    one(
      seq({
        ...association,
        _replay: kw('replay', 'Packets that come twice'),
        _window: kw('window-size', 'How late one may come'),
        window: windowSize,
      }),
      { summary: 'Sets how many packets late one may come that has not come before.' },
      ({ replayWindow: window }) => (window === undefined ? undefined : { window }),
      (typed) => ({ replayWindow: typed?.window }),
    ),
    one(
      seq({
        ...set,
        _sets: kw('transform-set', 'How packets are protected'),
        names: many(NAME('Name of a transform set'), { max: 11 }),
      }),
      { summary: 'Names the transform sets that are proposed and accepted, the preferred one first.' },
      ({ transformSets: names }) => (names.length === 0 ? undefined : { names }),
      (typed) => ({ transformSets: [...new Set(typed?.names ?? [])] }),
    ),
    one(
      seq({ ...set, _pfs: kw('pfs', 'Perfect forward secrecy'), group: opt(pfsGroup) }),
      { summary: 'Asks for perfect forward secrecy; without a group by group 1.', defaultText: 'no' },
      ({ pfs: group }) => (group === undefined ? undefined : { group }),
      (typed) => ({ pfs: typed && (typed.group ?? ('1' satisfies DhGroup)) }),
    ),
    name(
      'isakmpProfile',
      'isakmp-profile',
      'Rules for the peers, IKEv1',
      'Names the IKE profile of the peers, with its accounting.',
    ),
    name(
      'ikev2Profile',
      'ikev2-profile',
      'Rules for the peers, IKEv2',
      'Names the IKEv2 profile of the peers, with its accounting; the tunnels are IKEv2.',
    ),
    ...(ends === undefined ? [] : [ends.match]),
    one(
      seq({ _reverse: kw('reverse-route', 'Routes to what is behind the peers'), $route: routeWords }),
      { summary: 'Makes routes to what is behind the peers.' },
      ({ reverseRoute }) => reverseRoute && writtenRoute(reverseRoute),
      (typed) => ({ reverseRoute: typed && routeOf(typed) }),
    ),
    ...keptLines(within, {
      'Further settings of tunnels': [
        'set identity +',
        'set nat demux',
        'set ip access-group +',
        'set security-policy +',
        'set security-association dfbit +',
        'set security-association dummy +',
        'set security-association level +',
        'set session-key +',
        'qos pre-classify',
        'responder-only',
      ],
    }),
  ];
}

/** `set peer` and `match address`, which IPsec profiles don't have. */
export function peerLines<X>(within: ConfigMode<Configuration, X, ConfigServices>, place: Place<X, MapEntrySettings>) {
  const { one, several } = linesOf(within, place);
  return {
    peer: several(
      seq({
        ...set,
        _peer: kw('peer', 'The other end'),
        host: HOST('Address or name of the peer'),
        dynamic: opt(kw('dynamic', 'Looks its name up each time')),
        default: opt(kw('default', 'Tried first')),
      }),
      { summary: 'Names a peer; of several, the next one is tried when one does not answer.' },
      ({ peers }) =>
        peers.map((peer) => ({
          host: peer.host,
          ...(peer.dynamic ? ({ dynamic: 'dynamic' } as const) : {}),
          ...(peer.default ? ({ default: 'default' } as const) : {}),
        })),
      ({ peers }, { host, dynamic, default: first }) => ({
        peers: put(
          first === undefined ? peers : peers.map(({ default: _, ...peer }) => peer),
          {
            host,
            ...(dynamic === undefined ? {} : { dynamic: true as const }),
            ...(first === undefined ? {} : { default: true as const }),
          },
          (peer) => peer.host === host,
        ),
      }),
      ({ peers }, { host }) => ({ peers: drop(peers, (peer) => peer.host === host) }),
    ),
    match: one(
      seq({
        _match: kw('match', 'Which packets'),
        _address: kw('address', 'By an access list'),
        list: choice(
          INT(100, 199, 'Extended access list'),
          INT(2000, 2699, 'Extended access list (expanded range)'),
          WORD('Name of an extended access list', { max: 64, pattern: /^\D/ }),
        ),
      }),
      { summary: 'Names the extended access list of the packets that go through the tunnel.' },
      ({ matchAddress: list }) => (list === undefined ? undefined : { list: /^\d+$/.test(list) ? Number(list) : list }),
      (typed) => ({ matchAddress: typed && String(typed.list) }),
    ),
  };
}
