import type { Severity } from '../base/event-log.ts';

/** The logging slice of the configuration: where system messages and debug lines go. */
export interface LoggingConfig {
  /** `logging on`; default true. Off, messages go nowhere but the console. */
  readonly enabled: boolean;
  /** `logging buffered [size <4096-2147483647>] [level]`; off when absent. Size in bytes. */
  readonly buffered?: { readonly size: number; readonly level: Severity };
  /** `logging console [level]`: to the console terminal and the daemon's standard error. */
  readonly console?: Severity;
  /** `logging monitor [level]`: to terminals with `terminal monitor`. */
  readonly monitor?: Severity;
  /** `logging trap [level]`: to the hosts. */
  readonly trap?: Severity;
  readonly hosts: readonly LoggingHost[];
  /** `logging facility NAME`: syslog facility number 0–23; default 23 (local7). */
  readonly facility: number;
  /** `logging origin-id {hostname | ip | string TEXT}`; kept as the word or text. */
  readonly originId?: string;
  /** `service timestamps {log|debug} {datetime [msec] [localtime] [show-timezone] [year] | uptime}` */
  readonly timestamps: { readonly log: TimestampFormat; readonly debug: TimestampFormat };
  /** `service sequence-numbers` */
  readonly sequenceNumbers: boolean;
}

export type TimestampFormat =
  | { readonly form: 'none' }
  /** Time since the start. */
  | { readonly form: 'uptime' }
  | {
      readonly form: 'datetime';
      readonly msec: boolean;
      /** Kept and written back: dates are in the zone of `clock timezone`, else the machine's, in any case. */
      readonly localtime: boolean;
      /** The name of the zone after the time. */
      readonly showTimezone: boolean;
      readonly year: boolean;
    };

/** `datetime msec` */
export const dateWithMilliseconds: TimestampFormat = {
  form: 'datetime',
  msec: true,
  localtime: false,
  showTimezone: false,
  year: false,
};

/** `logging host A [transport udp port N] [format {rfc5424|rfc3164}]` (the format is an extension). */
export interface LoggingHost {
  readonly host: string;
  /** UDP port; default 514. */
  readonly port: number;
  readonly format: 'rfc5424' | 'rfc3164';
}

export const emptyLoggingConfig: LoggingConfig = {
  enabled: true,
  buffered: { size: 4096, level: 7 },
  console: 7,
  monitor: 7,
  trap: 6,
  hosts: [],
  facility: 23,
  timestamps: { log: dateWithMilliseconds, debug: dateWithMilliseconds },
  sequenceNumbers: false,
};

/** The keywords of IOS for the severities, in order of their numbers. */
export const severityNames = [
  'emergencies',
  'alerts',
  'critical',
  'errors',
  'warnings',
  'notifications',
  'informational',
  'debugging',
] as const;
