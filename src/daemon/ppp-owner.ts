import type { SessionOwner } from '../sources/control/index.ts';
import type { PppSource } from '../sources/ppp/index.ts';

/** Lets servers, management and operators end PPP and SLIP sessions that this box carries. */
export const pppOwner = (ppp: PppSource): SessionOwner => ({
  source: 'ppp',
  async disconnect({ key }, reason) {
    const call = ppp.calls().find((one) => one.key === key);
    if (call === undefined) return { outcome: 'not-found' };
    call.end(reason === 'clear' ? 'cleared' : reason === 'snmp' ? 'snmp' : 'disconnect');
    await call.ended;
    return { outcome: 'done' };
  },
  change({ key }, limits) {
    const call = ppp.calls().find((one) => one.key === key);
    call?.limit(limits);
    return Promise.resolve({ outcome: call === undefined ? 'not-found' : 'done' });
  },
  idle: ({ key }) => ppp.calls().find((one) => one.key === key)?.idle,
});
