/** A RADIUS accounting server that checks, answers and keeps nothing: `responder.ts SECRET`; tells its port. */
import process from 'node:process';
import { ClientTable, codes, RadiusServer } from '../../src/protocols/radius/index.ts';

const [, , secret = ''] = process.argv;
const answer = { code: codes['Accounting-Response'], attributes: [] };
const server = new RadiusServer({
  listen: [{ role: 'acct', port: 0 }],
  clients: new ClientTable([{ name: 'bench', address: '127.0.0.0/8', secret }]),
  handle: () => answer,
  duplicateLifetimeMs: 1000,
});
const listening = await server.start();
if (!listening.ok) throw new Error(listening.error.code);
process.on('disconnect', () => void server.close());
process.send?.(listening.value[0]?.port);
