import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { takePorts } from '../rigs/ports.ts';

/**
 * Asks again and again until there is an answer.
 * @param what for the message when there never is one
 * @param seconds how long to ask
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = 20,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(40);
  }
}

/** A TCP port on 127.0.0.1 for this test alone. */
export const freeTcpPort = (): Promise<number> =>
  takePorts(1, async (port) => {
    const server = createServer();
    const bound = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    const free = await bound.then(
      () => true,
      () => false,
    );
    if (!free) return false;
    server.close();
    await once(server, 'close');
    return true;
  });
