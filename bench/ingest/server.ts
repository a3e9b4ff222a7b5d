/** The security server in a process of its own: `server.ts STORE SECRET`; answers "assembled" when all is booked. */
import process from 'node:process';
import { runSecurityServer } from '../../src/security-server/index.ts';

const [, , store = '', secret = ''] = process.argv;
const server = await runSecurityServer(
  {
    listen: '127.0.0.1',
    radius: { authPort: 0, acctPort: 0 },
    store,
    clients: [{ address: '127.0.0.0/8', radiusSecret: secret }],
    users: [],
    enable: [],
  },
  { log: { message: (...parts) => console.error(parts.join(' ')), debugging: () => false, debug() {} } },
);
process.on('message', () => {
  void server.assembled().then(() => process.send?.('assembled'));
});
process.on('disconnect', () => void server.stop());
process.send?.(server.ports.radiusAcct);
