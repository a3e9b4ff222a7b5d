import { choice, flag, INT, kw, no, opt, seq, setting, toggle, WORD } from '../../ios/index.ts';
import { emptyTerminalConfig } from '../../terminal/config.ts';
import { dateWithMilliseconds, type TimestampFormat } from '../../watch/config.ts';
import type { Configuration } from '../configuration.ts';
import { amendLogging, amendSystem, amendTerminal, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { ip, sampleName, service } from './words.ts';

const timestampKind = choice(kw('debug', 'Debug lines'), kw('log', 'System messages'));
const timestampFormat = choice(
  seq({ form: kw('uptime', 'Time since the start') }),
  seq({
    form: kw('datetime', 'Date and time'),
    msec: flag(kw('msec', 'With milliseconds')),
    // Dates are always those of the box's zone: the word is kept for the sake of the configuration.
    localtime: flag(kw('localtime', 'In local time')),
    showTimezone: flag(kw('show-timezone', 'With the name of the timezone')),
    year: flag(kw('year', 'With the year')),
  }),
);

function setTimestamps(config: Configuration, what: 'log' | 'debug', format: TimestampFormat): Configuration {
  return amendLogging(config, { timestamps: { ...config.logging.timestamps, [what]: format } });
}

/** `service …` */
export const serviceSettings = [
  setting(
    globalMode,
    seq({
      _service: service,
      _timestamps: kw('timestamps', 'Times in front of messages'),
      what: timestampKind,
      format: opt(timestampFormat),
    }),
  )<'what'>({
    summary: 'Says what time stands in front of system messages or debug lines.',
    defaultText: 'datetime msec',
    set: (config, { what, format }) => setTimestamps(config, what, format ?? { form: 'uptime' }),
    noNeeds: ['what'],
    unset: (config, { what }) => setTimestamps(config, what, { form: 'none' }),
    reset: (config, { what }) => setTimestamps(config, what, dateWithMilliseconds),
    *get({ logging: { timestamps } }) {
      for (const what of ['debug', 'log'] as const) {
        const format = timestamps[what];
        yield format.form === 'none' ? no({ what }) : { what, format };
      }
    },
  }),
  toggle(
    globalMode,
    seq({
      _service: service,
      _encryption: kw('password-encryption', 'Keep passwords unreadable in the configuration'),
    }),
  )({
    summary: 'Kept for the sake of IOS configurations: passwords are never written in clear here.',
    get: (config) => config.system.passwordEncryption,
    set: (config, passwordEncryption) => amendSystem(config, { passwordEncryption }),
  }),
  toggle(
    globalMode,
    seq({ _service: service, _numbers: kw('sequence-numbers', 'Number system messages') }),
  )({
    summary: 'Puts a sequence number in front of every system message.',
    get: (config) => config.logging.sequenceNumbers,
    set: (config, sequenceNumbers) => amendLogging(config, { sequenceNumbers }),
  }),
];

/** `hostname`, `clock timezone`, `ip domain name` */
export const identitySettings = [
  setting(
    globalMode,
    seq({
      _hostname: kw('hostname', "The box's name, as in the prompt"),
      name: WORD('Name', { max: 63, pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/, sample: sampleName }),
    }),
  )<never>({
    summary: 'Names the box: the prompt, syslog messages and NAS-Identifier have it.',
    defaultText: emptyTerminalConfig.hostname,
    set: (config, { name }) => amendTerminal(config, { hostname: name }),
    noNeeds: [],
    unset: (config) => amendTerminal(config, { hostname: emptyTerminalConfig.hostname }),
    get: ({ terminal }) => [{ name: terminal.hostname }],
  }),
  value(
    globalMode,
    seq({
      _clock: kw('clock', 'The clock'),
      _timezone: kw('timezone', 'The timezone'),
      name: WORD('Name of the timezone', { max: 32 }),
      hours: INT(-23, 23, 'Hours from UTC'),
      minutes: opt(INT(0, 59, 'Minutes from UTC')),
    }),
  )({
    summary: 'Names the timezone and says how far it is from UTC: clock, log messages and TACACS+ records have it.',
    get: ({ system }) => system.timezone,
    set: (config, zone) =>
      amendSystem(config, { timezone: zone === undefined ? undefined : { ...zone, minutes: zone.minutes ?? 0 } }),
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _domain: choice(
        seq({ _domain: kw('domain', 'Names of hosts'), _name: kw('name', 'Domain of this box') }),
        kw('domain-name', 'Domain of this box'),
      ),
      name: WORD('Domain', { max: 253, pattern: /^[A-Za-z0-9_.-]+$/ }),
    }),
  )({
    summary: 'Names the domain of this box.',
    get: ({ system: { domainName } }) => (domainName === undefined ? undefined : { name: domainName }),
    set: (config, domain) => amendSystem(config, { domainName: domain?.name }),
  }),
];
