import type { TimeZone } from '../../base/time-zone.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

interface Parts {
  readonly time: string;
  readonly milliseconds: string;
  readonly weekday: string;
  readonly date: string;
}

function partsOf(now: number, { offset }: TimeZone): Parts {
  const at = new Date(now + offset * 60_000);
  return {
    time: [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':'),
    milliseconds: String(at.getUTCMilliseconds()).padStart(3, '0'),
    weekday: days[at.getUTCDay()] ?? '',
    date: `${months[at.getUTCMonth()]} ${at.getUTCDate()} ${at.getUTCFullYear()}`,
  };
}

/** `13:05:09.042 UTC Sun Nov 22 2026`. @param now milliseconds since 1970 */
export function clockText(now: number, zone: TimeZone): string {
  const { time, milliseconds, weekday, date } = partsOf(now, zone);
  return `${time}.${milliseconds} ${zone.name} ${weekday} ${date}`;
}

/** The same without milliseconds: when the system restarted. */
export function restartText(now: number, zone: TimeZone): string {
  const { time, weekday, date } = partsOf(now, zone);
  return `${time} ${zone.name} ${weekday} ${date}`;
}

/** `13:05:09 UTC Nov 22 2026`: when a session began. */
export function startText(now: number, zone: TimeZone): string {
  const { time, date } = partsOf(now, zone);
  return `${time} ${zone.name} ${date}`;
}
