import { command, kw, seq } from '../../ios/index.ts';
import type { VersionInfo } from '../services.ts';
import { longUptime } from './layout.ts';
import { exec, show } from './mode.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `13:05:09.042 UTC Sun Nov 22 2026`, in the machine's time zone. */
export function showClock(now: number): string {
  const at = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  return `${time} ${zone?.value ?? 'UTC'} ${days[at.getDay()]} ${months[at.getMonth()]} ${at.getDate()} ${at.getFullYear()}`;
}

/** `show version`, with the lines that automation looks for: software and version, uptime, platform. */
export function showVersion(info: VersionInfo, hostname: string, now: number): string {
  return [
    `Tollgate Software, AAA accounting gateway, Version ${info.version}, RELEASE SOFTWARE`,
    'MIT licence',
    '',
    `${hostname} uptime is ${longUptime(now - info.started)}`,
    `System restarted at ${showClock(info.started)}`,
    `System image file is "tollgate:${info.version}"`,
    `State directory is ${info.stateDir}`,
    '',
    `Runs on Node.js ${info.node}, ${info.platform}`,
    '',
    'Configuration register is 0x2102',
  ].join('\n');
}

/** The box itself. */
export const systemCommands = [
  command(
    exec,
    seq({ _show: show, _clock: kw('clock', 'Display the system clock') }),
  )({
    summary: 'Prints time and date.',
    run: (_value, io, { services }) => io.print(showClock(services.clock.now())),
  }),
  command(
    exec,
    seq({ _show: show, _version: kw('version', 'System hardware and software status') }),
  )({
    summary: 'Prints the version of the software and how long it has been running.',
    run: (_value, io, { services }) =>
      io.print(showVersion(services.version, services.configuration.running().terminal.hostname, services.clock.now())),
  }),
];
