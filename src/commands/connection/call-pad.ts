import { type Io, type Refusal, refuse } from '../../ios/index.ts';
import { isX121 } from '../../protocols/x25/index.ts';
import { routeTo } from '../../sources/connection/config.ts';
import type { Session } from '../services.ts';
import { connectTo } from './connect-to.ts';

/** `pad ADDRESS`: finds the address of a name, and the way to it. */
export function callPad(
  to: string,
  callData: string | undefined,
  reverse: boolean,
  io: Io,
  session: Session,
): Promise<Refusal | undefined> {
  const { x25 } = session.services.configuration.running();
  const named = x25.hosts.find(({ name }) => name.toLowerCase() === to.toLowerCase());
  const host = named?.address ?? to;
  if (!isX121(host)) return Promise.resolve(refuse('% Invalid X.121 address'));
  const how = {
    ...{ protocol: 'pad' as const, through: routeTo(x25, host), reverse },
    callData: callData ?? named?.callData ?? '',
  };
  return connectTo({ how, host, port: 0 }, io, session);
}
