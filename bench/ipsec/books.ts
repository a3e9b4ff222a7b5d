/** The same events, once with Tollgate's books and once with those of charon's eap-radius. */
import { eventually } from '../../test/e2e/waiting.ts';
import { type Keeper, makeLab, scoped } from './lab.ts';

/** How the tunnels fared, and what FreeRADIUS has in the end. */
interface Outcome {
  readonly died: number;
  readonly starts: number;
  readonly stops: number;
  /** Octets of the records of tunnels that ended with the server up, against those that were sent. */
  readonly missed: { readonly in: number; readonly out: number };
  readonly sent: number;
}

/** Tunnels that end while the server answers, and those that end while it is down. */
const calm = 4;
const stormy = 4;
/** Seconds between rekeys of the gateway. */
const rekey = 8;

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

async function outcome(keeper: Keeper): Promise<Outcome> {
  return scoped(async (scope) => {
    const lab = await makeLab(scope, { clients: calm + 2 * stormy, keeper, rekey });
    let sent = 0;
    const octets = { in: 0, out: 0 };
    let rekeys = 0;
    const counted = (): number => lab.gateway.log().match(/inbound CHILD_SA \S+\{\d+\} established/g)?.length ?? 0;
    for (let client = 0; client < calm; client++)
      if (!(await lab.up(client))) throw new Error(`client ${client} did not get in`);
    // Traffic, a rekey that the gateway begins, traffic: three times.
    for (let turn = 0; turn < 3; turn++) {
      for (let client = 0; client < calm; client++) sent += await lab.traffic(client, 5);
      rekeys = counted();
      await eventually('rekeys', () => (counted() >= rekeys + calm ? true : undefined), 30);
    }
    for (let client = 0; client < calm; client++) await lab.vici.clients.terminate({ ike: `c${client}` });
    await eventually('the Stops', () => (lab.records('Stop').length >= calm ? true : undefined), 60);
    for (const record of lab.records('Stop')) {
      octets.in += Number(record.get('Acct-Input-Octets'));
      octets.out += Number(record.get('Acct-Output-Octets'));
    }
    // Some are up when the server goes, and end without it; others come while it is away, and want to stay.
    for (let client = calm; client < calm + stormy; client++) await lab.up(client);
    await eventually('the Starts', () => (lab.records('Start').length >= calm + stormy ? true : undefined), 60);
    await lab.radius.stop();
    for (let client = calm; client < calm + stormy; client++)
      await lab.vici.clients.terminate({ ike: `c${client}` }, { timeout: 60_000 });
    for (let client = calm + stormy; client < calm + 2 * stormy; client++) await lab.up(client);
    await pause(30_000);
    const died = stormy - (await lab.count());
    await lab.radius.start();
    await pause(30_000);
    for (let client = calm + stormy; client < calm + 2 * stormy; client++)
      await lab.vici.clients.terminate({ ike: `c${client}` }, { timeout: 60_000 });
    await pause(5000);
    const [starts, stops] = [lab.records('Start').length, lab.records('Stop').length];
    return { died, starts, stops, sent, missed: { in: sent - octets.in, out: sent - octets.out } };
  });
}

export async function compareBooks(): Promise<void> {
  const tunnels = calm + 2 * stormy;
  const ours = await outcome('tollgate');
  const theirs = await outcome('charon');
  const row = (what: string, of: (one: Outcome) => string | number): string[] => [
    what,
    String(of(ours)),
    String(of(theirs)),
  ];
  const rows = [
    ['', 'Tollgate', 'eap-radius'],
    row(`octets in missed, of ${ours.sent}, over 3 rekeys of the gateway`, ({ missed }) => missed.in),
    row(`octets out missed, of ${ours.sent}`, ({ missed }) => missed.out),
    row(`Starts lost, of ${tunnels}, server down for 30 s`, ({ starts }) => tunnels - starts),
    row(`Stops lost, of ${tunnels}`, ({ stops }) => tunnels - stops),
    row(`tunnels that died, of ${stormy} that came meanwhile`, ({ died }) => died),
  ];
  const width = Math.max(...rows.map(([what = '']) => what.length));
  console.log('The same events in both books, charon 5.9.8');
  for (const [what = '', one = '', other = ''] of rows)
    console.log(`  ${what.padEnd(width)}  ${one.padStart(8)}  ${other.padStart(10)}`);
}
