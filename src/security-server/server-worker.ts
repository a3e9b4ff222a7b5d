/** The thread of the security server: all its sockets, and the order of what they receive. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import { systemRandom } from '../base/random.ts';
import type { SecurityServerConfig } from './config.ts';
import { startServices } from './network/services.ts';
import type { FromServer, ToServer } from './server-messages.ts';

const port = parentPort;
if (port === null) throw new Error('src/security-server/server-worker runs only as a worker thread');
const config: SecurityServerConfig = workerData;
const say = (message: FromServer): void => port.postMessage(message);
const log: EventLog = {
  message: (facility, severity, mnemonic, text) => say({ type: 'log', facility, severity, mnemonic, text }),
  debugging: () => false,
  debug() {},
};

try {
  const services = await startServices(config, {
    clock: systemClock,
    random: systemRandom,
    log,
    storing: (failure) => say({ type: 'storing', failure }),
  });
  let tail = Promise.resolve();
  port.on('message', (message: ToServer) => {
    tail = tail.then(async () => {
      if (message.type === 'assembled') {
        await services.assembled();
        say({ type: 'assembled' });
      } else {
        await services.stop();
        port.close();
      }
    });
  });
  say({ type: 'ready', ports: services.ports });
} catch (error) {
  say({ type: 'refused', reason: error instanceof Error ? error.message : String(error) });
  port.close();
}
