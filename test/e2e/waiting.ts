import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

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

const given = new Set<number>();

/**
 * A TCP port on 127.0.0.1 that was free a moment ago, and that nobody is given by chance meanwhile: it lies below the
 * range from which the kernel takes the ports of outgoing connections.
 */
export async function freeTcpPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const bound = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    const free = await bound.then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
