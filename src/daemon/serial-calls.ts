import { err, ok, type Result } from '../base/result.ts';
import type { Configuration } from '../commands/configuration.ts';
import type { CallSource } from '../sources/call/index.ts';
import { freeAddress, interfaceOf } from '../sources/ppp/config.ts';
import type { CallEnd, CallRefusal, CallRequest, PppSource } from '../sources/ppp/index.ts';
import type { CallLeg, CallWish, SerialCalls } from '../terminal/index.ts';

/** PPP and SLIP for the terminals: what the line's interface says, carried out by the source. */
export function serialCalls(ppp: PppSource, calls: CallSource, running: () => Configuration): SerialCalls {
  return {
    setUp: (call) => calls.setUp(call),
    busy: (line) => ppp.calls().some((call) => call.place.port === line),
    dedicated: (line) => interfaceOf(running().ppp, line)?.mode === 'dedicated',
    async begin(wish, before): Promise<Result<CallLeg, string>> {
      const request = requestOf(wish, running(), ppp);
      if (!request.ok) return request;
      const nested = running().accounting.nested;
      const first = nested || wish.session === undefined ? undefined : before;
      const begun = await ppp.begin(request.value, first && ((end) => first({ carrierLost: lost(end) })));
      if (!begun.ok) return err(refusalText(begun.error));
      const call = begun.value;
      return ok({
        end: (why) => call.end(why),
        connected: call.connected,
        ended: call.ended.then((end) => ({ carrierLost: lost(end) })),
        nested,
      });
    },
  };
}

const lost = ({ cause }: Pick<CallEnd, 'cause'>): boolean => cause === 'lost-carrier';

/** What the configuration makes of a wish. */
export function requestOf(
  wish: CallWish,
  { ppp: config, aaa, ipsec }: Pick<Configuration, 'ppp' | 'aaa' | 'ipsec'>,
  ppp: Pick<PppSource, 'calls'>,
): Result<CallRequest, string> {
  const parent = wish.session?.key ?? wish.call;
  const { line, device, session, speed, callingStation, calledStation, arrived } = wish;
  const settings = interfaceOf(config, line);
  if (settings === undefined) return err(`% Async${line} is not configured`);
  if (settings.shutdown === true) return err(`% Async${line} is administratively down`);
  const encapsulation = wish.encapsulation ?? settings.encapsulation ?? 'slip';
  const { authentication, unnumbered, peer } = settings;
  const address = settings.address ?? ipsec.interfaces.find(({ name }) => name === unnumbered)?.address;
  const user = session?.user;
  const taken = new Set(ppp.calls().flatMap((call) => call.address ?? []));
  const peerAddress = peer?.kind === 'pool' ? freeAddress(config, peer.pool, taken) : peer?.address;
  if (peer?.kind === 'pool' && peerAddress === undefined) return err(`% No address left in pool ${peer.pool}`);
  const list = authentication?.list ?? 'default';
  const methods = aaa.authentication.find(({ service, name }) => service === 'ppp' && name === list)?.methods;
  const ifNeeded = authentication?.ifNeeded === true || methods?.[0]?.method === 'if-needed';
  const asks = encapsulation === 'ppp' && authentication !== undefined && !(ifNeeded && user !== undefined);
  return ok({
    encapsulation,
    place: {
      ...{ port: line, portName: session === undefined ? `Async${line}` : `tty${line}`, device, arrived },
      ...(speed === undefined ? {} : { speed }),
      ...(callingStation === undefined ? {} : { callingStation }),
      ...(calledStation === undefined ? {} : { calledStation }),
    },
    ...(asks ? { authentication: { protocols: authentication.protocols, list } } : {}),
    authorization: settings.authorization ?? 'default',
    accounting: settings.accounting ?? 'default',
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { localAddress: address.address }),
    ...(peerAddress === undefined ? {} : { peerAddress }),
    modem: true,
    ...(parent === undefined ? {} : { parent }),
  });
}

function refusalText(refusal: CallRefusal): string {
  switch (refusal.reason) {
    case 'no-program':
      return `% ${refusal.program} is not installed`;
    case 'busy':
      return '% The line is busy';
    case 'no-address':
      return '% SLIP needs "ip address" and "peer default ip address" on the interface of the line';
    case 'failed':
      return `% ${refusal.text}`;
  }
}
