import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { toRadius } from '../../src/accounting/index.ts';
import { attributeText } from '../../src/protocols/radius/index.ts';
import { call } from './gateway.ts';

const bare = /^(\d+(\.\d+){0,3}|[A-Z][A-Za-z-]*(-User|On|Off)?)$/;

/** The same records as radclient reads them: one request per blank line. */
export function writeRequests(file: string, records: number): void {
  const requests: string[] = [];
  for (let n = 0; n < records / 2; n++)
    for (const kind of ['start', 'stop'] as const) {
      const record = {
        type: 'network',
        kind,
        sessionId: n + 1,
        taskId: n + 1,
        time: Date.now(),
        startTime: Date.now(),
        facts: { ...call(n), ...(kind === 'stop' ? { terminateCause: 'user-request' as const } : {}) },
        ...(kind === 'stop'
          ? { elapsed: 1, counters: { bytesIn: 1n, bytesOut: 1n, packetsIn: 1n, packetsOut: 1n } }
          : {}),
      } as const;
      const lines = toRadius(record, { nasAddress: '127.0.0.1', delay: 0, eventTimestamp: false }).map((attribute) => {
        const { name, text } = attributeText(attribute);
        return `${name} = ${bare.test(text) ? text : JSON.stringify(text)}`;
      });
      requests.push(lines.join('\n'));
    }
  writeFileSync(file, `${requests.join('\n\n')}\n`);
}

/** Sends a file; resolves with the seconds that took. Rejects when a request was not answered. */
export async function runRadclient(file: string, port: number, secret: string, parallel: number): Promise<number> {
  const start = performance.now();
  const args = ['-q', '-s', '-p', String(parallel), '-r', '3', '-t', '2', '-f', file];
  const child = spawn('radclient', [...args, `127.0.0.1:${port}`, 'acct', secret], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += String(text);
  });
  child.stderr.on('data', (text) => {
    output += String(text);
  });
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`radclient: ${output.slice(-500)}`);
  return seconds;
}
