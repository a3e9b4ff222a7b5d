import { Worker } from 'node:worker_threads';
import type { EventLog } from '../base/event-log.ts';
import { besideModule } from '../store/index.ts';
import type { SecurityServerConfig } from './config.ts';
import type { Ports } from './network/services.ts';
import type { FromServer, ToServer } from './server-messages.ts';

export interface SecurityServerDeps {
  readonly log: EventLog;
}

/** A running security server. */
export interface SecurityServer {
  /** The ports really bound. */
  readonly ports: Ports;
  /** Resolves when every record acknowledged before the call is in the books. */
  assembled(): Promise<void>;
  /** Why it does not do its work, a sentence each; empty: it does. */
  notReady(): readonly string[];
  /** Stops listening, books what is left, closes the databases. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, by `stop` or because its thread died (then with the reason). */
  readonly ended: Promise<Error | undefined>;
}

/**
 * Starts the server in a thread of its own, so that it slows nobody else; resolves when all ports listen. Rejects with
 * an `Error` for the user when a port or the store cannot be had.
 */
export async function runSecurityServer(
  config: SecurityServerConfig,
  deps: SecurityServerDeps,
): Promise<SecurityServer> {
  const worker = new Worker(besideModule(import.meta.url, './server-worker'), { workerData: config });
  const post = (message: ToServer): void => worker.postMessage(message);
  let failure: Error | undefined;
  let unstored: string | undefined;
  let listening: (ports: Ports) => void = () => {};
  let refused: (error: Error) => void = () => {};
  const started = new Promise<Ports>((resolve, reject) => {
    listening = resolve;
    refused = reject;
  });
  const waiting: (() => void)[] = [];
  worker.on('message', (message: FromServer) => {
    switch (message.type) {
      case 'ready':
        listening(message.ports);
        break;
      case 'refused':
        refused(new Error(message.reason));
        break;
      case 'log':
        deps.log.message(message.facility, message.severity, message.mnemonic, message.text);
        break;
      case 'storing':
        unstored = message.failure;
        break;
      case 'assembled':
        waiting.shift()?.();
        break;
    }
  });
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    refused(failure);
  });
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.on('exit', () => {
      for (const resolveOne of waiting.splice(0)) resolveOne();
      resolve(failure);
    });
  });
  const ports = await started;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    ports,
    ended,
    notReady: () => [
      ...(over ? [`the server's thread has ended${failure === undefined ? '' : `: ${failure.message}`}`] : []),
      ...(unstored === undefined ? [] : [`the disk takes no records: ${unstored}`]),
    ],
    assembled: () =>
      new Promise((resolve) => {
        if (over) resolve();
        else {
          waiting.push(resolve);
          post({ type: 'assembled' });
        }
      }),
    stop: async () => {
      if (!over) post({ type: 'stop' });
      await ended;
    },
  };
}
