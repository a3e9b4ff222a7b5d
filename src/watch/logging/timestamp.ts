import type { TimeZone } from '../../base/time-zone.ts';
import { iosTime } from '../../protocols/syslog/index.ts';
import type { TimestampFormat } from '../config.ts';

export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds since the daemon started. */
  readonly uptime: number;
  /** Whether the clock is known to be right; if not, IOS puts a `*` in front. */
  readonly synchronised: boolean;
  readonly zone: TimeZone;
}

/** The prefix of a log line, with its closing `: `, as `service timestamps` asks for it. */
export function timestamp(format: TimestampFormat, { now, uptime: since, synchronised, zone }: Moment): string {
  switch (format.form) {
    case 'none':
      return '';
    case 'uptime':
      return `${uptime(since)}: `;
    case 'datetime': {
      const named = format.showTimezone ? { zone: zone.name } : {};
      const { msec: milliseconds, year } = format;
      return `${iosTime(now, { synchronised, milliseconds, year, offset: zone.offset, ...named })}: `;
    }
  }
}

/** `00:12:55` below a day, `1d02h` below a week, `3w2d` above, as IOS writes an uptime in a log line. */
export function uptime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  if (days >= 7) return `${Math.floor(days / 7)}w${days % 7}d`;
  if (days > 0) return `${days}d${String(hours).padStart(2, '0')}h`;
  return [hours, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
