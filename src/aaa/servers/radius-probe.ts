import { attribute, codes } from '../../protocols/radius/index.ts';
import type { RadiusServerConfig } from '../config.ts';
import { nasAddress } from './nas-address.ts';
import type { RadiusRequest, RadiusService, ServerResult } from './radius-exchange.ts';
import type { RadiusSettings } from './radius-settings.ts';

/** What a probe needs of a server. */
interface Probed {
  readonly settings: Pick<RadiusSettings, 'deadtime'>;
  readonly routedAddress: string;
  prepare(): Promise<boolean>;
  serves(service: RadiusService): boolean;
  send(request: RadiusRequest, done: (result: ServerResult) => void): void;
}

/** Asks the ports that the tester may use; any valid answer, a reject too, will do. */
export function probe(
  server: Probed,
  { username, ignoreAuthPort, ignoreAcctPort }: NonNullable<RadiusServerConfig['automateTester']>,
  done: () => void,
): void {
  let left = 1;
  const finish = (): void => {
    left--;
    if (left === 0) done();
  };
  const { deadtime } = server.settings;
  const common = { uniqueId: 0, localAddress: undefined, deadtime, failover: false, final: true };
  void server.prepare().then(() => {
    if (!ignoreAuthPort && server.serves('authentication')) {
      left++;
      const attributes = [
        attribute('User-Name', username),
        attribute('User-Password', username),
        attribute('Service-Type', 'Login-User'),
        nasAddress(server.routedAddress),
      ];
      server.send({ ...common, service: 'authentication', attributes }, finish);
    }
    if (!ignoreAcctPort && server.serves('accounting')) {
      left++;
      // Status-Server (RFC 5997) in place of a record, which would end up in somebody's books.
      server.send({ ...common, service: 'accounting', code: codes['Status-Server'], attributes: [] }, finish);
    }
    finish();
  });
}
