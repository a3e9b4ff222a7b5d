import { command, kw, seq } from '../../ios/index.ts';
import type { KnownService } from '../../sources/connection/index.ts';
import { columns } from './layout.ts';
import { exec, show } from './mode.ts';

/** `show lat services`: every service at every node that offers it. */
function showLatServices(services: readonly KnownService[]): string {
  if (services.length === 0) return '% No LAT services known';
  const rows = services.map((one) => [one.name, String(one.rating), one.interface, one.node, one.description]);
  return columns([['Service Name', 'Rating', 'Interface', 'Node', 'Description'], ...rows]);
}

const showLat = { _show: show, _lat: kw('lat', 'DEC LAT information') };

/** What is known of LAT services. */
export const latCommands = [
  command(
    exec,
    seq({ ...showLat, _services: kw('services', 'LAT learned services') }),
  )({
    summary: 'Lists the LAT services that were heard of.',
    run: (_value, io, { outbound }) => io.print(showLatServices(outbound.latServices())),
  }),
];
