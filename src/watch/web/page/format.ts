/** Numbers and times as people read them. Pure functions. */

const steps = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Octets in decimal units: `0 B`, `1.4 kB`, `23 MB`. */
export function octets(count: number): string {
  let value = count;
  let step = 0;
  while (value >= 999.5 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${value.toFixed(digits)} ${steps[step]}`;
}

/** A duration in whole seconds: `42 s`, `12:07`, `3:05:12`, `2 d 3:05`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600) % 24;
  const days = Math.floor(whole / 86_400);
  if (days > 0) return `${days} d ${hours}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const dayFormat = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A moment, in the browser's zone: the time of today, else date and time. */
export function moment(time: number, now: number): string {
  const day = dayFormat.format(time);
  const at = timeFormat.format(time);
  return day === dayFormat.format(now) ? at : `${day} ${at}`;
}

/** A moment on an axis that is so long. @param seconds since 1970 @param range seconds */
export function axisTime(seconds: number, range: number): string {
  const time = seconds * 1000;
  if (range > 3 * 86_400) return dayFormat.format(time).slice(5);
  const at = timeFormat.format(time);
  if (range > 86_400) return `${dayFormat.format(time).slice(5)} ${at.slice(0, 5)}`;
  return range > 600 ? at.slice(0, 5) : at;
}

/** Date and time, always both. */
export const fullMoment = (time: number): string => `${dayFormat.format(time)} ${timeFormat.format(time)}`;

const groups = new Intl.NumberFormat('en-US');
/** `12,345` */
export const count = (value: number): string => groups.format(value);

/** `1 session`, `2 sessions` */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
