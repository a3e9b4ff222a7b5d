/** Readers of SAs: `list-sa` and the events of SAs (README.vici, "Server-issued events"). */
import { err, type Result } from '../../base/result.ts';
import type { ViciReadFailure } from './failure.ts';
import { Fields } from './fields.ts';
import type { ChildSa, IkeEnd, IkeSa, SaEvent } from './types.ts';
import type { ViciSection } from './value.ts';

/** Names of the events of SAs. */
export const saEvents = [
  'ike-updown',
  'ike-rekey',
  'ike-update',
  'child-updown',
  'child-rekey',
] as const satisfies readonly SaEvent['type'][];

type Read<T> = Result<T, ViciReadFailure>;

/** A `list-sa` message: one IKE SA with its children. */
export function readIkeSa(message: ViciSection): Read<IkeSa> {
  const fields = new Fields(message);
  const [name, sa] = fields.only();
  return fields.result(ikeSa(name, sa));
}

/** An event of SAs; `missing` without a path when `name` is of no such event. */
export function readSaEvent(name: string, message: ViciSection): Read<SaEvent> {
  const type = saEvents.find((one) => one === name);
  if (type === undefined) return err({ kind: 'missing', path: [] });
  const fields = new Fields(message);
  const [ike, sa] = fields.only();
  const up = fields.flag('up');
  switch (type) {
    case 'ike-updown':
      return fields.result({ type, up, sa: ikeSa(ike, sa) });
    case 'ike-rekey':
      return fields.result({
        type,
        name: ike,
        old: ikeSa(ike, sa.required('old')),
        new: ikeSa(ike, sa.required('new')),
      });
    case 'ike-update':
      return fields.result({
        type,
        local: address(fields, 'local'),
        remote: address(fields, 'remote'),
        sa: ikeSa(ike, sa),
      });
    case 'child-updown': {
      const whole = ikeSa(ike, sa);
      return fields.result({ type, up, sa: whole, children: whole.children });
    }
    case 'child-rekey': {
      const rekeys = sa
        .section('child-sas')
        .sections()
        .map(([key, pair]) => {
          const fresh = childSa(key, pair.required('new'));
          return { name: fresh.name, old: childSa(key, pair.required('old')), new: fresh };
        });
      return fields.result({ type, sa: { ...ikeSa(ike, sa, false), children: [] }, rekeys });
    }
  }
}

const address = (fields: Fields, end: 'local' | 'remote'): Pick<IkeEnd, 'host' | 'port'> => ({
  host: fields.text(`${end}-host`),
  port: fields.maybeInteger(`${end}-port`) ?? 0,
});

const ikeEnd = (fields: Fields, end: 'local' | 'remote'): IkeEnd => ({
  ...address(fields, end),
  id: fields.maybe(`${end}-id`) ?? '%any',
});

function ikeSa(name: string, fields: Fields, withChildren = true): IkeSa {
  return {
    name,
    uniqueId: fields.integer('uniqueid'),
    version: fields.integer('version') === 1 ? 1 : 2,
    state: fields.text('state'),
    local: ikeEnd(fields, 'local'),
    remote: ikeEnd(fields, 'remote'),
    remoteXauthId: fields.maybe('remote-xauth-id'),
    remoteEapId: fields.maybe('remote-eap-id'),
    initiator: fields.flag('initiator'),
    initiatorSpi: fields.maybe('initiator-spi') ?? '0000000000000000',
    responderSpi: fields.maybe('responder-spi') ?? '0000000000000000',
    natLocal: fields.flag('nat-local'),
    natRemote: fields.flag('nat-remote'),
    natFake: fields.flag('nat-fake'),
    natAny: fields.flag('nat-any'),
    encryption: fields.maybe('encr-alg'),
    encryptionKeySize: fields.maybeInteger('encr-keysize'),
    integrity: fields.maybe('integ-alg'),
    prf: fields.maybe('prf-alg'),
    dhGroup: fields.maybe('dh-group'),
    ppk: fields.flag('ppk'),
    established: fields.maybeInteger('established'),
    rekeyTime: fields.maybeInteger('rekey-time'),
    reauthTime: fields.maybeInteger('reauth-time'),
    ifIdIn: fields.maybe('if-id-in'),
    ifIdOut: fields.maybe('if-id-out'),
    localVips: fields.list('local-vips'),
    remoteVips: fields.list('remote-vips'),
    tasksQueued: fields.list('tasks-queued'),
    tasksActive: fields.list('tasks-active'),
    tasksPassive: fields.list('tasks-passive'),
    children: withChildren
      ? fields
          .section('child-sas')
          .sections()
          .map(([key, child]) => childSa(key, child))
      : [],
  };
}

/** @param key its name in `child-sas`: the configuration's name, in newer versions with `-uniqueid` after it */
function childSa(key: string, fields: Fields): ChildSa {
  return {
    name: fields.maybe('name') ?? key,
    uniqueId: fields.integer('uniqueid'),
    reqId: fields.maybeInteger('reqid') ?? 0,
    state: fields.text('state'),
    mode: fields.maybe('mode') ?? '',
    protocol: fields.maybe('protocol'),
    encap: fields.flag('encap'),
    spiIn: fields.maybe('spi-in'),
    spiOut: fields.maybe('spi-out'),
    cpiIn: fields.maybe('cpi-in'),
    cpiOut: fields.maybe('cpi-out'),
    markIn: fields.maybe('mark-in'),
    markOut: fields.maybe('mark-out'),
    ifIdIn: fields.maybe('if-id-in'),
    ifIdOut: fields.maybe('if-id-out'),
    encryption: fields.maybe('encr-alg'),
    encryptionKeySize: fields.maybeInteger('encr-keysize'),
    integrity: fields.maybe('integ-alg'),
    prf: fields.maybe('prf-alg'),
    dhGroup: fields.maybe('dh-group'),
    esn: fields.maybe('esn') === '1',
    bytesIn: fields.maybeCounter('bytes-in') ?? 0n,
    packetsIn: fields.maybeCounter('packets-in') ?? 0n,
    bytesOut: fields.maybeCounter('bytes-out') ?? 0n,
    packetsOut: fields.maybeCounter('packets-out') ?? 0n,
    useIn: fields.maybeInteger('use-in'),
    useOut: fields.maybeInteger('use-out'),
    rekeyTime: fields.maybeInteger('rekey-time'),
    lifeTime: fields.maybeInteger('life-time'),
    installTime: fields.maybeInteger('install-time'),
    localTs: fields.list('local-ts'),
    remoteTs: fields.list('remote-ts'),
  };
}
