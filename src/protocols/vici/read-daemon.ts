/** Readers of what charon says of itself and of what is loaded. */
import type { Result } from '../../base/result.ts';
import type { ViciReadFailure } from './failure.ts';
import { Fields } from './fields.ts';
import type {
  AddressPool,
  AuthenticationRound,
  DaemonStats,
  DaemonVersion,
  LoadedChild,
  LoadedConnection,
  LogLine,
} from './types.ts';
import type { ViciSection } from './value.ts';

type Read<T> = Result<T, ViciReadFailure>;

export function readVersion(message: ViciSection): Read<DaemonVersion> {
  const fields = new Fields(message);
  return fields.result({
    daemon: fields.text('daemon'),
    version: fields.text('version'),
    system: fields.text('sysname'),
    release: fields.text('release'),
    machine: fields.text('machine'),
  });
}

export function readStats(message: ViciSection): Read<DaemonStats> {
  const fields = new Fields(message);
  const uptime = fields.required('uptime');
  const ikeSas = fields.required('ikesas');
  const workers = fields.required('workers');
  return fields.result({
    since: uptime.text('since'),
    running: uptime.text('running'),
    ikeSas: { total: ikeSas.integer('total'), halfOpen: ikeSas.integer('half-open') },
    workers: { total: workers.integer('total'), idle: workers.integer('idle') },
    plugins: fields.list('plugins'),
  });
}

/** The answer of `get-pools`. */
export function readPools(message: ViciSection): Read<readonly AddressPool[]> {
  const fields = new Fields(message);
  return fields.result(
    fields.sections().map(([name, pool]) => ({
      name,
      base: pool.text('base'),
      size: pool.integer('size'),
      online: pool.integer('online'),
      offline: pool.integer('offline'),
      leases: pool
        .section('leases')
        .sections()
        .map(([, lease]) => ({
          address: lease.text('address'),
          identity: lease.text('identity'),
          online: lease.text('status') === 'online',
        })),
    })),
  );
}

/** A `list-conn` message. */
export function readConnection(message: ViciSection): Read<LoadedConnection> {
  const fields = new Fields(message);
  const [name, connection] = fields.only();
  const rounds = (end: 'local' | 'remote'): AuthenticationRound[] =>
    connection
      .sections()
      .filter(([key]) => key.startsWith(end))
      .map(([, round]) => authenticationRound(round));
  return fields.result({
    name,
    localAddresses: connection.list('local_addrs'),
    remoteAddresses: connection.list('remote_addrs'),
    version: connection.text('version'),
    reauthTime: connection.maybeInteger('reauth_time'),
    rekeyTime: connection.maybeInteger('rekey_time'),
    unique: connection.maybe('unique'),
    local: rounds('local'),
    remote: rounds('remote'),
    children: connection
      .section('children')
      .sections()
      .map(([child, configured]) => loadedChild(child, configured)),
  });
}

const authenticationRound = (fields: Fields): AuthenticationRound => ({
  class: fields.text('class'),
  id: fields.maybe('id'),
  eapType: fields.maybe('eap-type'),
  eapId: fields.maybe('eap_id'),
  aaaId: fields.maybe('aaa_id'),
  xauth: fields.maybe('xauth'),
  xauthId: fields.maybe('xauth_id'),
  groups: fields.list('groups'),
  certificates: fields.list('certs'),
  caCertificates: fields.list('cacerts'),
});

const loadedChild = (name: string, fields: Fields): LoadedChild => ({
  name,
  mode: fields.text('mode'),
  label: fields.maybe('label'),
  rekeyTime: fields.maybeInteger('rekey_time'),
  rekeyBytes: fields.maybeCounter('rekey_bytes'),
  rekeyPackets: fields.maybeCounter('rekey_packets'),
  dpdAction: fields.maybe('dpd_action'),
  closeAction: fields.maybe('close_action'),
  localTs: fields.list('local-ts'),
  remoteTs: fields.list('remote-ts'),
});

/** A `log` or `control-log` event. */
export function readLogLine(message: ViciSection): Read<LogLine> {
  const fields = new Fields(message);
  return fields.result({
    group: fields.text('group'),
    level: fields.integer('level'),
    thread: fields.maybeInteger('thread'),
    ikeName: fields.maybe('ikesa-name'),
    // Both spellings exist.
    ikeUniqueId: fields.maybeInteger('ikesa-uniqueid') ?? fields.maybeInteger('ikesa-uniqued'),
    message: fields.text('msg'),
  });
}
