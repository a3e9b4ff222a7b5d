import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { encodeAccountingReply } from '../bodies.ts';
import { TacacsClient } from '../client.ts';
import type { TacacsClientOptions } from '../client-options.ts';
import type { TacacsEvent } from '../events.ts';
import { acctStatuses, headerFlags } from '../tables.ts';
import { key } from './requests.ts';

export const nothing = new Uint8Array(0);

/** What was encoded, which it can be. */
export function bytes(body: { readonly ok: boolean; readonly value?: Buffer }): Buffer {
  assert.ok(body.ok && body.value !== undefined);
  return body.value;
}

export const acctReply = (status: number, serverMsg = ''): Buffer =>
  bytes(encodeAccountingReply({ status, serverMsg, data: nothing }));
export const success = acctReply(acctStatuses.success);
/** Header of a reply that agrees to single connection. */
export const single = { flags: headerFlags.singleConnect };

/** A client of the server on `port`, and what it tells. It ends with the test. */
export function clientTo(t: TestContext, port: number, options: Partial<TacacsClientOptions> = {}) {
  const events: TacacsEvent[] = [];
  const client = new TacacsClient({
    host: '127.0.0.1',
    port,
    key,
    observe: (event) => events.push(event),
    ...options,
  });
  t.after(() => client.close());
  return { client, events, seen: (name: TacacsEvent['event']) => events.filter(({ event }) => event === name).length };
}
