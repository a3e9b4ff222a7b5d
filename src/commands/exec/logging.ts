import { command, kw, refuse, seq } from '../../ios/index.ts';
import { severityNames } from '../../watch/config.ts';
import type { Logging } from '../../watch/logging/logging.ts';
import { clear, exec, show } from './mode.ts';

/** `show logging`: where messages go, how many went there, and the buffer. */
export function showLogging(logging: Logging): string {
  const { config, counts } = logging;
  const level = (severity: number | undefined): string =>
    severity === undefined ? 'disabled' : `level ${severityNames[severity]}`;
  const to = (label: string, severity: number | undefined, count: number): readonly string[] => [
    `    ${label}${level(severity)}${severity === undefined ? '' : `, ${count} messages logged, xml disabled,`}`,
    ...(severity === undefined ? [] : ['                     filtering disabled']),
  ];
  const hosts = config.hosts.map(
    ({ host, port, format }) =>
      `        Logging to ${host}  (udp port ${port}, audit disabled, link up), format ${format}`,
  );
  return [
    `Syslog logging: ${config.enabled ? 'enabled' : 'disabled'} (0 messages dropped, 0 messages rate-limited,`,
    '                0 flushes, 0 overruns, xml disabled, filtering disabled)',
    '',
    ...to('Console logging: ', config.console, counts.console),
    ...to('Monitor logging: ', config.monitor, counts.monitor),
    ...to('Buffer logging:  ', config.buffered?.level, counts.buffered),
    `    Trap logging: ${level(config.trap)}, ${counts.trap} message lines logged`,
    ...hosts,
    '',
    `Log Buffer (${logging.buffer.size} bytes):`,
    '',
    ...logging.buffer.lines(),
  ].join('\n');
}

export const loggingCommands = [
  command(
    exec,
    seq({ _show: show, _logging: kw('logging', 'Show the contents of logging buffers') }),
  )({
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
