import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from '../../ios/testing.ts';
import { gateway } from './fixtures/gateway.ts';
import { transcript } from './fixtures/transcript.ts';
import { showLogging } from './logging.ts';

const head = `Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)

No Active Message Discriminator.

No Inactive Message Discriminator.
`;

test('show logging: destinations with their levels and counts, hosts, and the buffer', async () => {
  const box = gateway({
    configuration: `logging console warnings
logging trap notifications
logging host 192.0.2.99
logging host 192.0.2.98 transport udp port 5514 format rfc5424
service sequence-numbers
`,
  });
  box.logging.message('SYS', 5, 'CONFIG_I', 'Configured from console by alice on tty2 (203.0.113.5)');
  box.logging.message('SYS', 6, 'NOTE', 'Not for the hosts');
  const format = box.logging.config.hosts.map((host) => host.format);
  assert.equal(
    await replay('tollgate#sh logg\n', box.shell),
    `tollgate#sh logg
${head}
    Console logging: level warnings, 0 messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, 2 messages logged, xml disabled,
                     filtering disabled
    Exception Logging: disabled
    Count and timestamp logging messages: disabled
    Persistent logging: disabled

No active filter modules.

    Trap logging: level notifications, 1 message lines logged
        Logging to 192.0.2.99  (udp port 514, audit disabled,
              link up),
              1 message lines logged,
              0 message lines rate-limited,
              0 message lines dropped-by-MD,
              xml disabled, sequence number enabled
              filtering disabled
              messages are of ${format[0]}
        Logging to 192.0.2.98  (udp port 5514, audit disabled,
              link up),
              1 message lines logged,
              0 message lines rate-limited,
              0 message lines dropped-by-MD,
              xml disabled, sequence number enabled
              filtering disabled
              messages are of rfc5424

Log Buffer (4096 bytes):

000001: Jun 27 04:26:23.000: %SYS-5-CONFIG_I: Configured from console by alice on tty2 (203.0.113.5)
000002: Jun 27 04:26:23.000: %SYS-6-NOTE: Not for the hosts
`,
  );
});

test('show logging with everything off', () => {
  const { logging } = gateway({
    configuration: 'no logging on\nno logging console\nno logging monitor\nno logging buffered\nno logging trap\n',
  });
  assert.equal(
    showLogging(logging),
    `${head.replace('enabled', 'disabled')}
    Console logging: disabled
    Monitor logging: disabled
    Buffer logging:  disabled, xml disabled,
                     filtering disabled
    Exception Logging: disabled
    Count and timestamp logging messages: disabled
    Persistent logging: disabled

No active filter modules.

    Trap logging: disabled`,
  );
});

test('clear logging asks first', async () => {
  const box = gateway();
  box.logging.message('SYS', 5, 'ONE', 'one');
  await replay('tollgate#clear logging\nClear logging buffer [confirm]n\n', box.shell);
  assert.equal(box.logging.buffer.lines().length, 1);
  await replay('tollgate#clea log\nClear logging buffer [confirm]\n', box.shell);
  assert.deepEqual(box.logging.buffer.lines(), []);
});

transcript(
  'the log can be searched',
  {},
  `tollgate#show logging | include ^Log Buffer
Log Buffer (4096 bytes):
`,
);
