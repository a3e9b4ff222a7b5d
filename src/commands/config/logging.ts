import type { Severity } from '../../base/event-log.ts';
import {
  as,
  choice,
  drop,
  HOST,
  INT,
  IPV4,
  kw,
  LINE,
  map,
  no,
  opt,
  put,
  type Rule,
  seq,
  setting,
  toggle,
  unordered,
} from '../../ios/index.ts';
import { emptyLoggingConfig, type LoggingHost, severityNames } from '../../watch/config.ts';
import { amendLogging, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { after, logging } from './words.ts';

const severityHelp = [
  'System is unusable',
  'Immediate action needed',
  'Critical conditions',
  'Error conditions',
  'Warning conditions',
  'Normal but significant conditions',
  'Informational messages',
  'Debugging messages',
] as const;
/** A severity by name or number; written by name. */
const severity: Rule<Severity> = choice(
  ...severityNames.map((name, number): Rule<Severity> => as(kw(name, severityHelp[number] ?? ''), asSeverity(number))),
  map(INT(0, 7, 'Severity'), asSeverity, (number) => number),
);

function asSeverity(number: number): Severity {
  const known = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  return known[number] ?? 7;
}

/** `logging console|monitor|trap [LEVEL]`: `level` without a level typed, `no` switches the destination off. */
function destination(where: 'console' | 'monitor' | 'trap', help: string, level: Severity) {
  const initially = emptyLoggingConfig[where];
  return setting(
    globalMode,
    seq({ _logging: logging, _where: kw(where, help), level: opt(severity) }),
  )<never>({
    summary: `${help}, from a severity on.`,
    defaultText: severityNames[initially ?? 7],
    set: (config, typed) => amendLogging(config, { [where]: typed.level ?? level }),
    noNeeds: [],
    unset: (config) => amendLogging(config, { [where]: undefined }),
    reset: (config) => amendLogging(config, { [where]: initially }),
    get: (config) => {
      const now = config.logging[where];
      return now === initially ? [] : now === undefined ? [no({})] : [{ level: now }];
    },
  });
}

const facilityNumbers = {
  auth: 4,
  cron: 15,
  daemon: 3,
  kern: 0,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
  lpr: 6,
  mail: 2,
  news: 7,
  sys9: 9,
  sys10: 10,
  sys11: 11,
  sys12: 12,
  sys13: 13,
  sys14: 14,
  syslog: 5,
  user: 1,
  uucp: 8,
} as const;
const facility: Rule<number> = choice(
  ...Object.entries(facilityNumbers).map(([name, number]) => as(kw(name, `Syslog facility ${number}`), number)),
);

const hostOptions = unordered({
  port: opt(after('transport', 'Protocol', after('udp', 'UDP', after('port', 'UDP port', INT(1, 65535, 'Port'))))),
  format: opt(
    after(
      'format',
      'Message format',
      choice(kw('rfc5424', 'The current syslog format'), kw('rfc3164', 'The old BSD format')),
    ),
  ),
});

const sameHost =
  (host: string, port?: number) =>
  (other: LoggingHost): boolean =>
    other.host === host && (port === undefined || other.port === port);

/** `logging …` */
export const loggingSettings = [
  toggle(
    globalMode,
    seq({ _logging: logging, _on: kw('on', 'Log to any destination at all') }),
  )({
    summary: 'Switches logging to buffer, terminals and hosts.',
    initially: true,
    get: (config) => config.logging.enabled,
    set: (config, enabled) => amendLogging(config, { enabled }),
  }),
  setting(
    globalMode,
    seq({
      _logging: logging,
      _buffered: kw('buffered', 'Log to memory, for show logging'),
      size: opt(INT(4096, 2147483647, 'Size of the buffer in bytes')),
      level: opt(severity),
    }),
  )<never>({
    summary: 'Keeps messages and debug lines in memory.',
    defaultText: '4096 debugging',
    set: (config, { size = 4096, level = 7 }) => amendLogging(config, { buffered: { size, level } }),
    noNeeds: [],
    unset: (config) => amendLogging(config, { buffered: undefined }),
    reset: (config) => amendLogging(config, { buffered: emptyLoggingConfig.buffered }),
    get({ logging: { buffered } }) {
      const initially = emptyLoggingConfig.buffered;
      if (buffered === undefined) return [no({})];
      return buffered.size === initially?.size && buffered.level === initially.level ? [] : [buffered];
    },
  }),
  destination('console', 'Log to the console', 7),
  destination('monitor', 'Log to terminals with terminal monitor', 7),
  destination('trap', 'Log to the hosts', 6),
  setting(
    globalMode,
    seq({ _logging: logging, _facility: kw('facility', 'Syslog facility of messages to hosts'), facility }),
  )<never>({
    summary: 'Sets the syslog facility of messages to hosts.',
    defaultText: 'local7',
    set: (config, typed) => amendLogging(config, { facility: typed.facility }),
    noNeeds: [],
    unset: (config) => amendLogging(config, { facility: emptyLoggingConfig.facility }),
    get: (config) =>
      config.logging.facility === emptyLoggingConfig.facility ? [] : [{ facility: config.logging.facility }],
  }),
  value(
    globalMode,
    seq({
      _logging: logging,
      _origin: kw('origin-id', 'What names this box in messages to hosts'),
      origin: choice(
        kw('hostname', 'The name of this box'),
        kw('ip', 'The address of this box'),
        after('string', 'A text', LINE('The text')),
      ),
    }),
  )({
    summary: 'Says how messages to hosts name this box.',
    get: ({ logging: { originId } }) => (originId === undefined ? undefined : { origin: originId }),
    set: (config, typed) => amendLogging(config, { originId: typed?.origin }),
  }),
  setting(
    globalMode,
    seq({
      _logging: logging,
      host: choice(after('host', 'A syslog host', HOST('Address or name')), IPV4('A syslog host')),
      $options: hostOptions,
    }),
  )<'host'>({
    summary: 'Sends messages to a syslog host over UDP. The format is an extension; IOS has only its own.',
    defaultText: 'port 514, format rfc5424',
    set: (config, { host, port = 514, format = 'rfc5424' }) =>
      amendLogging(config, { hosts: put(config.logging.hosts, { host, port, format }, sameHost(host, port)) }),
    noNeeds: ['host'],
    unset: (config, { host }) => amendLogging(config, { hosts: drop(config.logging.hosts, sameHost(host)) }),
    get: ({ logging: { hosts } }) =>
      hosts.map(({ host, port, format }) => ({
        host,
        port: port === 514 ? undefined : port,
        format: format === 'rfc5424' ? undefined : format,
      })),
  }),
];
