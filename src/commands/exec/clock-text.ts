const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Each knows the zones of its part of the world by name; elsewhere it says `GMT+1`, which no program expects. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'] as const;

const nameIn = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';

/** Name of the machine's time zone at a moment: one word where the zone has one. @param now milliseconds since 1970 */
export function zoneName(now: number): string {
  const at = new Date(now);
  const names = locales.map((locale) => nameIn(locale, at));
  return names.find((name) => /^\w+$/.test(name)) ?? names[0] ?? 'UTC';
}

const two = (value: number): string => String(value).padStart(2, '0');
const timeOfDay = (at: Date): string => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');

/** `13:05:09.042 UTC Sun Nov 22 2026`. The time is the machine's; `zone` names it. */
export function clockText(now: number, zone = zoneName(now)): string {
  const at = new Date(now);
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  return `${timeOfDay(at)}.${milliseconds} ${zone} ${days[at.getDay()]} ${months[at.getMonth()]} ${at.getDate()} ${at.getFullYear()}`;
}

/** The same without milliseconds: when the system restarted. */
export const restartText = (now: number, zone = zoneName(now)): string => clockText(now, zone).replace(/\.\d{3} /, ' ');

/** `13:05:09 UTC Nov 22 2026`: when a session began. */
export const startText = (now: number, zone = zoneName(now)): string =>
  restartText(now, zone).replace(/ (?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)(?= [A-Z][a-z]{2} \d+ \d+$)/, '');
