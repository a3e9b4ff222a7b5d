/** A LAT node as a process of its own, on an interface: `lat-vms.ts INTERFACE`. Prints what it counted when it is asked to end. */
import process from 'node:process';
import { openSocatPort } from '../../src/sources/connection/index.ts';
import { latNode } from '../../src/sources/connection/testing/lat-node.ts';

const node = latNode({ port: () => port });
const port = openSocatPort(process.argv[2] ?? '', node.listener);
process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ ...node.counts, asked: node.asked })}\n`);
  process.exit();
});
process.stdout.write('ready\n');
