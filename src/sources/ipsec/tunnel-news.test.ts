import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../base/event-log.ts';
import { emptyIpsecConfig } from './config.ts';
import { CryptoSession } from './sessions/session.ts';
import { TunnelNews } from './tunnel-news.ts';

test('the log hears of tunnels while it is to, rooms until they watch no more', () => {
  const logged: string[] = [];
  let config = emptyIpsecConfig;
  const news = new TunnelNews({
    log: { ...silentLog, message: (facility, severity, name) => logged.push(`${facility}-${severity}-${name}`) },
    config: () => config,
    originOf: () => undefined,
  });
  const session = new CryptoSession(1, {
    ...{ name: 'c', version: 2, localId: 'here', remoteId: 'there', user: undefined, vips: [], initiator: false },
    ...{ local: { address: '10.9.0.1', port: 500 }, remote: { address: '10.9.0.2', port: 500 } },
  });
  const heard: string[] = [];
  const unwatch = news.watch((what) => heard.push(what));
  news.tell('up', session);
  assert.deepEqual(logged, []);
  config = { ...config, logSessions: true };
  news.tell('down', session);
  unwatch();
  news.tell('up', session);
  assert.deepEqual(logged, ['CRYPTO-5-SESSION_STATUS', 'CRYPTO-5-SESSION_STATUS']);
  assert.deepEqual(heard, ['up', 'down']);
});
