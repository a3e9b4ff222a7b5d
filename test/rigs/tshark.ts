/**
 * The independent judge of our TACACS+: captures a TCP port on the loopback interface with dumpcap and decodes what was
 * captured with tshark. Needs the Debian package tshark and the right to capture (root).
 */
import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A TACACS+ packet as tshark decodes it. */
export interface TsharkTacacs {
  /** 1 authentication, 2 authorization, 3 accounting. */
  readonly type: number;
  /** Whether the client sent it. */
  readonly request: boolean;
  readonly minorVersion: number;
  readonly seqNo: number;
  readonly flags: number;
  readonly sessionId: number;
  /** The body as tshark has it after taking off the obfuscation, in hexadecimal; empty for a packet in clear. */
  readonly body: string;
  /** Every field by tshark's name, such as `tacplus.arg_value`, in order of appearance. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Complaints of tshark: malformed packets, data that belongs to no field. */
  readonly complaints: readonly string[];
}

/** An accounting REQUEST as tshark decodes it. */
export interface TsharkAccounting {
  readonly sessionId: number;
  readonly flags: number;
  readonly authenMethod: number;
  readonly privLvl: number;
  readonly authenType: number;
  readonly authenService: number;
  readonly user: string;
  readonly port: string;
  readonly remAddr: string;
  readonly args: readonly string[];
}

export interface Capture {
  /** Ends the capture once everything that was sent before this call is in the file. */
  stop(): Promise<void>;
  /** The packets in order of time, decoded with the key (`undefined`: in clear); after {@link stop}. */
  decodeTacacs(key: string | undefined): Promise<readonly TsharkTacacs[]>;
  /** The accounting REQUESTs among them. */
  accountingRequests(key: string | undefined): Promise<readonly TsharkAccounting[]>;
  /** Ends the capture and removes its file. */
  dispose(): Promise<void>;
}

/**
 * Starts to capture TCP port `port` on `lo`; resolves when packets are being captured. Rejects if dumpcap can't.
 * @param within words of a command that runs the one after it: in another network, say
 */
export async function startCapture(port: number, within: readonly string[] = []): Promise<Capture> {
  const dir = await mkdtemp(join(tmpdir(), 'tollgate-tshark-'));
  const file = join(dir, 'capture.pcapng');
  const [program = '', ...words] = [...within, 'dumpcap', '-q', '-i', 'lo', '-f', `port ${port}`, '-w', file];
  const dumpcap = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(dumpcap, 'exit');
  exited.catch(() => {});
  let said = '';
  dumpcap.stderr.setEncoding('utf8');
  const ended = (): boolean => dumpcap.exitCode !== null || dumpcap.signalCode !== null;
  await new Promise<void>((resolve, reject) => {
    dumpcap.stderr.on('data', (text: string) => {
      said += text;
      if (said.includes('File:')) resolve();
    });
    dumpcap.once('error', reject);
    dumpcap.once('exit', () => reject(new Error(`dumpcap ended: ${said}`)));
  });
  // Only what is sent from now on is promised, so wait until a marker of ours shows up in the file.
  await marked(port, file, `tollgate-begin-${dumpcap.pid}`, ended, within);
  const stop = async (): Promise<void> => {
    if (ended()) return;
    await marked(port, file, `tollgate-end-${dumpcap.pid}`, ended, within);
    dumpcap.kill('SIGINT');
    await exited;
  };
  const decodeTacacs = (key: string | undefined): Promise<readonly TsharkTacacs[]> => decode(file, port, key);
  return {
    stop,
    decodeTacacs,
    accountingRequests: async (key) =>
      (await decodeTacacs(key)).filter((packet) => packet.type === 3 && packet.request).map(accounting),
    async dispose() {
      if (!ended()) {
        dumpcap.kill('SIGKILL');
        await exited;
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Sends a UDP datagram with `text` to the port until the capture file holds it: all that came before is in there too. */
async function marked(
  port: number,
  file: string,
  text: string,
  ended: () => boolean,
  within: readonly string[],
): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  const send = async (): Promise<void> => {
    if (within.length === 0) return void socket.send(text, port, '127.0.0.1');
    const [program = '', ...words] = [...within, 'bash', '-c', `echo ${text} >/dev/udp/127.0.0.1/${port}`];
    await promisify(execFile)(program, words).catch(() => {});
  };
  try {
    for (let tries = 0; tries < 200; tries++) {
      await send();
      await sleep(50);
      if (ended()) throw new Error('dumpcap ended early');
      if ((await readFile(file)).includes(text)) return;
    }
    throw new Error('dumpcap captures nothing');
  } finally {
    socket.close();
  }
}

async function decode(file: string, port: number, key: string | undefined): Promise<readonly TsharkTacacs[]> {
  const options = ['-r', file, '-d', `tcp.port==${port},tacplus`, '-Y', 'tacplus', '-T', 'pdml', '-J', 'tacplus'];
  if (key !== undefined) options.push('-o', `tacplus.key:${key}`);
  const { stdout } = await promisify(execFile)('tshark', options, { maxBuffer: 1 << 28 });
  return [...stdout.matchAll(/<proto name="tacplus"[^>]*>(.*?)<\/proto>/gs)].map(([, content = '']) => packet(content));
}

function packet(pdml: string): TsharkTacacs {
  const fields = new Map<string, string[]>();
  const complaints: string[] = [];
  let body = '';
  for (const [tag] of pdml.matchAll(/<field [^>]*>/g)) {
    const name = attribute(tag, 'name');
    if (name.startsWith('_ws.') || name.endsWith('.invalid') || name.endsWith('bogus_data'))
      complaints.push(attribute(tag, 'showname') || name);
    if (attribute(tag, 'show').startsWith('Decrypted ')) body = attribute(tag, 'value');
    fields.set(name, [...(fields.get(name) ?? []), attribute(tag, 'show')]);
  }
  const number = (name: string): number => Number(fields.get(`tacplus.${name}`)?.[0] ?? Number.NaN);
  return {
    type: number('type'),
    request: fields.has('tacplus.request'),
    minorVersion: number('minvers'),
    seqNo: number('seqno'),
    flags: number('flags'),
    sessionId: number('session_id'),
    body,
    fields,
    complaints,
  };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function attribute(tag: string, name: string): string {
  const [, value = ''] = tag.match(new RegExp(` ${name}="([^"]*)"`)) ?? [];
  return value.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith('#')) return entities[entity] ?? whole;
    return String.fromCodePoint(Number(entity.replace('#', '0').replace(/^0(?!x)/, '')));
  });
}

function accounting({ fields, sessionId }: TsharkTacacs): TsharkAccounting {
  const text = (name: string): string => fields.get(`tacplus.${name}`)?.[0] ?? '';
  return {
    sessionId,
    flags: Number(text('acct.flags')),
    authenMethod: Number(text('acct.auth_method')),
    privLvl: Number(text('privilege_level')),
    authenType: Number(text('authentication_type')),
    authenService: Number(text('service')),
    user: text('user'),
    port: text('port'),
    remAddr: text('remote_address'),
    args: fields.get('tacplus.arg_value') ?? [],
  };
}
