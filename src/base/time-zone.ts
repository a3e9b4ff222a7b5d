/** A time zone at one moment. */
export interface TimeZone {
  /** Short name, one word where the zone has one. */
  readonly name: string;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** What `clock timezone NAME HOURS [MINUTES]` says; the minutes count away from UTC, as the hours do. */
export interface ConfiguredZone {
  readonly name: string;
  /** -23–23 */
  readonly hours: number;
  /** 0–59 */
  readonly minutes: number;
}

/** The zone that the configuration names, or the machine's at that moment. @param now milliseconds since 1970 */
export const zoneAt = (configured: ConfiguredZone | undefined, now: number): TimeZone =>
  configured === undefined
    ? { name: machineZoneName(now), offset: 0 - new Date(now).getTimezoneOffset() }
    : { name: configured.name, offset: configured.hours * 60 + (configured.hours < 0 ? -1 : 1) * configured.minutes };

/** Zones change on quarters of an hour, milliseconds. */
const quarter = 900_000;

/** {@link zoneAt} for those who ask with every record and every message: looks the machine's zone up once a quarter of an hour. */
export function zoneReader(configured: () => ConfiguredZone | undefined): (now: number) => TimeZone {
  let known: { readonly quarter: number; readonly zone: TimeZone } | undefined;
  return (now) => {
    const own = configured();
    if (own !== undefined) return zoneAt(own, now);
    const at = Math.floor(now / quarter);
    if (known?.quarter !== at) known = { quarter: at, zone: zoneAt(undefined, now) };
    return known.zone;
  };
}

/** Each knows the zones of its part of the world by name; elsewhere it says `GMT+1`, which no program expects. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'] as const;

const nameIn = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';

/** Name of the machine's time zone at a moment: one word where the zone has one. @param now milliseconds since 1970 */
function machineZoneName(now: number): string {
  const at = new Date(now);
  const names = locales.map((locale) => nameIn(locale, at));
  return names.find((name) => /^\w+$/.test(name)) ?? names[0] ?? 'UTC';
}
