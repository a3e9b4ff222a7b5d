import { type TimeZone, zoneAt } from '../../base/time-zone.ts';
import { command, kw, seq } from '../../ios/index.ts';
import type { Services, VersionInfo } from '../services.ts';
import { clockText, restartText } from './clock-text.ts';
import { longUptime } from './layout.ts';
import { exec, show } from './mode.ts';

/**
 * `show version`, with the lines that automation looks for: software and version, uptime, image. What a router says of its
 * hardware isn't there: this is no router of Cisco's.
 */
export function showVersion(info: VersionInfo, hostname: string, now: number, zone: TimeZone): string {
  const [system, processor] = info.platform.split(' ');
  return [
    `Tollgate Software (${system}-${processor}), Version ${info.version}, RELEASE SOFTWARE (node-${info.node})`,
    'Keeps the books of an access gateway. MIT licence.',
    '',
    `${hostname} uptime is ${longUptime(now - info.started)}`,
    `System restarted at ${restartText(info.started, zone)}`,
    `System image file is "tollgate:${info.version}"`,
    '',
    `Runs on Node.js ${info.node}, ${info.platform}`,
    `State is kept in ${info.stateDir}`,
  ].join('\n');
}

const zoneOf = ({ configuration }: Services, now: number): TimeZone =>
  zoneAt(configuration.running().system.timezone, now);

/** The box itself. */
export const systemCommands = [
  command(
    exec,
    seq({ _show: show, _clock: kw('clock', 'Display the system clock') }),
  )({
    summary: "Prints time and date in the zone of `clock timezone`, else in the machine's.",
    run(_value, io, { services }) {
      const now = services.clock.now();
      io.print(clockText(now, zoneOf(services, now)));
    },
  }),
  command(
    exec,
    seq({ _show: show, _version: kw('version', 'System hardware and software status') }),
  )({
    summary: 'Prints the version of the software and how long it has been running.',
    run(_value, io, { services }) {
      const { clock, configuration, version } = services;
      io.print(
        showVersion(version, configuration.running().terminal.hostname, clock.now(), zoneOf(services, version.started)),
      );
    },
  }),
];
