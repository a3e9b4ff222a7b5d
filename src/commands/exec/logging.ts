import type { Severity } from '../../base/event-log.ts';
import { command, kw, refuse, seq } from '../../ios/index.ts';
import { type LoggingHost, severityNames } from '../../watch/config.ts';
import type { Logging } from '../../watch/logging/logging.ts';
import { clear, exec, show } from './mode.ts';

const on = (yes: boolean): string => (yes ? 'enabled' : 'disabled');

/** One destination in memory or on terminals. */
function destination(label: string, severity: Severity | undefined, count: number): readonly string[] {
  if (severity === undefined) return [`    ${label}disabled`];
  return [
    `    ${label}level ${severityNames[severity]}, ${count} messages logged, xml disabled,`,
    '                     filtering disabled',
  ];
}

/** One syslog host. */
function remote(logging: Logging, host: LoggingHost): readonly string[] {
  const indent = '              ';
  return [
    `        Logging to ${host.host}  (udp port ${host.port}, audit disabled,`,
    `${indent}link up),`,
    `${indent}${logging.sentTo(host)} message lines logged,`,
    `${indent}0 message lines rate-limited,`,
    `${indent}0 message lines dropped-by-MD,`,
    `${indent}xml disabled, sequence number ${on(logging.config.sequenceNumbers)}`,
    `${indent}filtering disabled`,
    `${indent}messages are of ${host.format}`,
  ];
}

/** `show logging`: where messages go, how many went there, and the buffer. */
export function showLogging(logging: Logging): string {
  const { config, counts, buffer } = logging;
  const buffered = config.buffered?.level;
  const trap =
    config.trap === undefined ? 'disabled' : `level ${severityNames[config.trap]}, ${counts.trap} message lines logged`;
  return [
    `Syslog logging: ${on(config.enabled)} (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)`,
    '',
    'No Active Message Discriminator.',
    '',
    'No Inactive Message Discriminator.',
    '',
    ...destination('Console logging: ', config.console, counts.console),
    ...destination('Monitor logging: ', config.monitor, counts.monitor),
    ...(buffered === undefined
      ? ['    Buffer logging:  disabled, xml disabled,', '                     filtering disabled']
      : destination('Buffer logging:  ', buffered, counts.buffered)),
    '    Exception Logging: disabled',
    '    Count and timestamp logging messages: disabled',
    '    Persistent logging: disabled',
    '',
    'No active filter modules.',
    '',
    `    Trap logging: ${trap}`,
    ...config.hosts.flatMap((host) => remote(logging, host)),
    ...(buffered === undefined ? [] : ['', `Log Buffer (${buffer.size} bytes):`, '', ...buffer.lines()]),
  ].join('\n');
}

/** The log. */
export const loggingCommands = [
  command(
    exec,
    seq({ _show: show, _logging: kw('logging', 'Show the contents of logging buffers') }),
  )({
    privilege: 15,
    summary: 'Prints where system messages go, and those in the buffer.',
    run: (_value, io, { services }) => io.print(showLogging(services.logging)),
  }),
  command(
    exec,
    seq({ _clear: clear, _logging: kw('logging', 'Clear logging buffer') }),
  )({
    privilege: 15,
    summary: 'Empties the log buffer.',
    async run(_value, io, { services }) {
      if (!(await io.confirm('Clear logging buffer [confirm]'))) return refuse('');
      return services.logging.buffer.clear();
    },
  }),
];
