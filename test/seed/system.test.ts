/** The examples of system accounting: accounting is switched on and off. */
import { test } from 'node:test';
import { argument, sameTacacsRecords } from './compare.ts';
import { tacacsExamples } from './examples.ts';
import { startStage } from './stage.ts';

test('accounting switched on and off, in TACACS+', async (t) => {
  const stage = await startStage(t, []);
  const line = 'aaa accounting system default start-stop group tacacs+';
  await stage.daemon.run('configure terminal', line, 'end');
  await stage.tacacs(1, ({ type }) => type === 'system');
  await stage.daemon.run('configure terminal', 'no aaa accounting system default', 'end');
  await stage.tacacs(2, ({ type }) => type === 'system');
  const requests = (await stage.captured()).filter((one) => argument(one, 'service') === 'system');
  sameTacacsRecords(requests.slice(0, 1), tacacsExamples.systemOn);
  sameTacacsRecords(requests.slice(1), tacacsExamples.systemOff);
});
