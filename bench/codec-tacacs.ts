/** How fast TACACS+ accounting packets are written and read, and what the obfuscation costs. */
import process from 'node:process';
import {
  type AccountingRequest,
  acctFlags,
  authenMethods,
  authenServices,
  authenTypes,
  decodeAccountingRequest,
  encodeAccountingRequest,
  keyBytes,
  obfuscate,
  PacketSplitter,
  packetTypes,
  sealPacket,
} from '../src/protocols/tacacs/index.ts';

const key = keyBytes('a key of twenty-four chr');
const record: AccountingRequest = {
  flags: acctFlags.stop,
  authenMethod: authenMethods['tacacs+'],
  privLvl: 15,
  authenType: authenTypes.ascii,
  authenService: authenServices.login,
  user: 'admin',
  port: 'tty4',
  remAddr: '192.0.2.92',
  args: [
    'task_id=28',
    'start_time=1296199019',
    'timezone=UTC',
    'service=shell',
    'priv-lvl=15',
    'cmd=show running-config <cr>',
  ],
};

function rate(name: string, work: () => void): void {
  for (let i = 0; i < 5000; i++) work();
  let runs = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < 700) {
    for (let i = 0; i < 1000; i++) work();
    runs += 1000;
    elapsed = performance.now() - start;
  }
  console.log(`${name.padEnd(38)} ${Math.round((runs / elapsed) * 1000).toLocaleString('en')} /s`);
}

export async function run(): Promise<void> {
  const encoded = encodeAccountingRequest(record);
  if (!encoded.ok || key === undefined) throw new Error('cannot happen');
  const body = encoded.value;
  const header = { minorVersion: 0, type: packetTypes.accounting, seqNo: 1, flags: 0, sessionId: 0x12345678 };
  const sealed = sealPacket(header, body, key);
  console.log(`accounting request, body of ${body.length} bytes, ${Math.ceil(body.length / 16)} MD5 each`);
  rate('encode body', () => void encodeAccountingRequest(record));
  rate('decode body', () => void decodeAccountingRequest(body));
  const scratch = Buffer.from(body);
  rate('obfuscate', () => obfuscate(header, key, scratch));
  rate('encode, obfuscate', () => {
    const made = encodeAccountingRequest(record);
    if (made.ok) sealPacket(header, made.value, key);
  });
  const splitter = new PacketSplitter(100_000);
  rate('split, de-obfuscate, decode', () => {
    const packets = splitter.push(Buffer.from(sealed));
    if (!packets.ok) throw new Error('cannot happen');
    for (const packet of packets.value) {
      obfuscate(packet.header, key, packet.body);
      if (!decodeAccountingRequest(packet.body).ok) throw new Error('cannot happen');
    }
  });
}

if (process.argv[1] === import.meta.filename) await run();
