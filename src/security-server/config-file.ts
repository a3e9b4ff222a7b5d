import { isIP } from 'node:net';
import { isHashText } from '../aaa/index.ts';
import { err, ok, type Result } from '../base/result.ts';
import type {
  CommandRule,
  Retention,
  SecurityServerConfig,
  ServerClient,
  ServerHttp,
  ServerPassword,
  ServerUser,
} from './config.ts';

/** What is wrong with the file: the path of the field (`users[2].privilege`, empty for the file itself) and why. */
export interface ConfigError {
  readonly field: string;
  readonly reason: string;
}

/**
 * Reads `security-server.json`; docs/security-server.md describes it. Every error is listed, not only the first. A
 * relative `store` is left as it is.
 */
export function parseServerConfig(text: string): Result<SecurityServerConfig, readonly ConfigError[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err([{ field: '', reason: error instanceof Error ? error.message : 'not JSON' }]);
  }
  const errors: ConfigError[] = [];
  const config = readConfig(new Reader(json, '', errors));
  return errors.length === 0 ? ok(config) : err(errors);
}

/** Writes a configuration that {@link parseServerConfig} reads back to the same value. */
export function printServerConfig(config: SecurityServerConfig): string {
  const password = (value: ServerPassword): object =>
    value.kind === 'clear' ? { password: value.text } : { secret: value.text };
  const file = {
    listen: config.listen,
    radius: config.radius,
    tacacs: config.tacacs,
    store: config.store,
    retention:
      config.retention &&
      Object.fromEntries(Object.entries(config.retention).map(([what, days]) => [what, `${days} days`])),
    http: config.http,
    clients: config.clients,
    users: config.users.map(({ name, password: own, ...rest }) => ({ name, ...password(own), ...rest })),
    enable: config.enable.map(({ level, password: own }) => ({ level, ...password(own) })),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** One value of the file and its place. A wrong value is noted, and something harmless stands in for it. */
class Reader {
  readonly #value: unknown;
  readonly #field: string;
  readonly #errors: ConfigError[];
  readonly #known = new Set<string>();

  constructor(value: unknown, field: string, errors: ConfigError[]) {
    this.#value = value;
    this.#field = field;
    this.#errors = errors;
  }

  wrong(reason: string): void {
    this.#errors.push({ field: this.#field, reason });
  }

  get present(): boolean {
    return this.#value !== undefined;
  }

  /** A member of an object. */
  at(name: string): Reader {
    this.#known.add(name);
    const value = isObject(this.#value) ? this.#value[name] : undefined;
    return new Reader(value, this.#field === '' ? name : `${this.#field}.${name}`, this.#errors);
  }

  /** To be called when every member has been asked for: others are spelling mistakes. */
  endObject(): void {
    if (!isObject(this.#value)) {
      this.wrong('must be an object');
      return;
    }
    for (const name of Object.keys(this.#value)) if (!this.#known.has(name)) this.at(name).wrong('is not known');
  }

  list<T>(read: (item: Reader) => T): T[] {
    if (this.#value === undefined) return [];
    if (Array.isArray(this.#value))
      return this.#value.map((item, i) => read(new Reader(item, `${this.#field}[${i}]`, this.#errors)));
    this.wrong('must be a list');
    return [];
  }

  /** Every member of an object, by its name. */
  members<T>(read: (item: Reader, name: string) => T): Record<string, T> {
    if (isObject(this.#value))
      return Object.fromEntries(Object.keys(this.#value).map((name) => [name, read(this.at(name), name)]));
    this.wrong('must be an object');
    return {};
  }

  text(limit = 253): string {
    if (typeof this.#value === 'string' && this.#value !== '' && Buffer.byteLength(this.#value) <= limit)
      return this.#value;
    this.wrong(this.present ? `must be a text of 1 to ${limit} octets` : 'is missing');
    return '';
  }

  whole(low: number, high: number): number {
    const value = this.#value;
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    this.wrong(this.present ? `must be a whole number from ${low} to ${high}` : 'is missing');
    return low;
  }

  yes(): boolean {
    if (typeof this.#value === 'boolean') return this.#value;
    this.wrong('must be true or false');
    return false;
  }

  oneOf<const T extends string>(words: readonly T[]): T {
    const found = words.find((word) => word === this.#value);
    if (found === undefined) this.wrong(this.present ? `must be one of ${words.join(', ')}` : 'is missing');
    return found ?? words[0]!;
  }

  optional<T>(read: (reader: Reader) => T): T | undefined {
    return this.present ? read(this) : undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readConfig(file: Reader): SecurityServerConfig {
  const listen = file.at('listen').optional((reader) => reader.text()) ?? '127.0.0.1';
  if (isIP(listen) === 0) file.at('listen').wrong('must be an IP address');
  const radius = file.at('radius').optional((reader) => {
    const ports = { authPort: reader.at('authPort').whole(0, 65535), acctPort: reader.at('acctPort').whole(0, 65535) };
    reader.endObject();
    return ports;
  });
  const tacacs = file.at('tacacs').optional((reader) => {
    const port = reader.at('port').whole(0, 65535);
    reader.endObject();
    return { port };
  });
  const retention = file.at('retention').optional(readRetention);
  const http = file.at('http').optional(readHttp);
  const config: SecurityServerConfig = {
    listen,
    ...(radius === undefined ? {} : { radius }),
    ...(tacacs === undefined ? {} : { tacacs }),
    store: file.at('store').text(4096),
    ...(retention === undefined ? {} : { retention }),
    ...(http === undefined ? {} : { http }),
    clients: file.at('clients').list(readClient),
    users: file.at('users').list(readUser),
    enable: file.at('enable').list((reader) => {
      const level = reader.at('level').whole(1, 15);
      const password = readPassword(reader);
      reader.endObject();
      return { level, password };
    }),
  };
  const names = new Set<string>();
  config.users.forEach(({ name }, i) => {
    if (names.has(name)) file.at(`users[${i}]`).at('name').wrong(`${name} is there twice`);
    names.add(name);
  });
  file.endObject();
  return config;
}

/** `{"records": "400 days"}` */
function readRetention(reader: Reader): Retention {
  const days = (name: string): number | undefined =>
    reader.at(name).optional((value) => {
      const [, amount] = /^(\d{1,5}) days?$/.exec(value.text()) ?? [];
      if (amount === undefined || Number(amount) === 0) value.wrong('must be a number of days, as "400 days"');
      return Number(amount ?? 1);
    });
  const [records, sessions, commands] = [days('records'), days('sessions'), days('commands')];
  const [daily, usage] = [days('daily'), days('usage')];
  reader.endObject();
  return {
    ...(records === undefined ? {} : { records }),
    ...(sessions === undefined ? {} : { sessions }),
    ...(commands === undefined ? {} : { commands }),
    ...(daily === undefined ? {} : { daily }),
    ...(usage === undefined ? {} : { usage }),
  };
}

function readHttp(reader: Reader): ServerHttp {
  const listen = reader.at('listen').optional((value) => value.text()) ?? '127.0.0.1';
  if (isIP(listen) === 0) reader.at('listen').wrong('must be an IP address');
  const port = reader.at('port').whole(0, 65535);
  const tls = reader.at('tls').optional((value) => {
    const files = { certificate: value.at('certificate').text(4096), key: value.at('key').text(4096) };
    value.endObject();
    return files;
  });
  reader.endObject();
  return { listen, port, ...(tls === undefined ? {} : { tls }) };
}

function readClient(reader: Reader): ServerClient {
  const address = reader.at('address').text();
  if (address !== '' && !isPrefix(address))
    reader.at('address').wrong('must be an IP address or a prefix as 10.0.0.0/8');
  const radiusSecret = reader.at('radiusSecret').optional((value) => value.text());
  const tacacsKey = reader.at('tacacsKey').optional((value) => value.text());
  const required = reader.at('requireMessageAuthenticator').optional((value) => value.yes());
  if (!reader.at('radiusSecret').present && !reader.at('tacacsKey').present)
    reader.wrong('needs a radiusSecret, a tacacsKey or both');
  reader.endObject();
  return {
    address,
    ...(radiusSecret === undefined ? {} : { radiusSecret }),
    ...(tacacsKey === undefined ? {} : { tacacsKey }),
    ...(required === undefined ? {} : { requireMessageAuthenticator: required }),
  };
}

function isPrefix(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

function readUser(reader: Reader): ServerUser {
  const name = reader.at('name').text();
  const password = readPassword(reader);
  const privilege = reader.at('privilege').optional((value) => value.whole(0, 15));
  const serviceType = reader
    .at('serviceType')
    .optional((value) => value.oneOf(['Login', 'Framed', 'Administrative', 'NAS-Prompt']));
  const radiusClass = reader.at('radiusClass').optional((value) => value.text());
  const ciscoAvPairs = reader.at('ciscoAvPairs').optional((value) => value.list((item) => item.text(247)));
  const tacacsArguments = reader.at('tacacsArguments').optional((value) => value.list((item) => item.text(255)));
  const services = reader.at('services').optional((value) => value.members(readService));
  const commands = reader.at('commands').optional((value) => value.list(readRule));
  reader.endObject();
  return {
    name,
    password,
    ...(privilege === undefined ? {} : { privilege }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(radiusClass === undefined ? {} : { radiusClass }),
    ...(ciscoAvPairs === undefined ? {} : { ciscoAvPairs }),
    ...(tacacsArguments === undefined ? {} : { tacacsArguments }),
    ...(services === undefined ? {} : { services }),
    ...(commands === undefined ? {} : { commands }),
  };
}

/** Arguments of one service: `addr=10.0.0.7`, `idletime*5`. */
function readService(reader: Reader, name: string): readonly string[] {
  if (!/^[\w.-]+(?: [\w.-]+)?$/.test(name)) reader.wrong('is not named as "ppp" or "ppp ip" are');
  else if (/^shell\b/.test(name)) reader.wrong('has its arguments in tacacsArguments');
  return reader.list((item) => {
    const text = item.text(255);
    if (text !== '' && !/^[^=*]+[=*]/.test(text)) item.wrong('must be an argument as addr=10.0.0.7');
    return text;
  });
}

function readRule(reader: Reader): CommandRule {
  const rule = { action: reader.at('action').oneOf(['permit', 'deny']), command: reader.at('command').text() };
  reader.endObject();
  return rule;
}

/** `password`: in clear. `secret`: a hash as IOS writes it, `$1$…`, `$8$…` or `$9$…`. */
function readPassword(reader: Reader): ServerPassword {
  const clear = reader.at('password');
  const hashed = reader.at('secret');
  if (clear.present === hashed.present) {
    reader.wrong('needs either a password or a secret');
    return { kind: 'clear', text: '' };
  }
  if (clear.present) return { kind: 'clear', text: clear.text(128) };
  const text = hashed.text();
  const type = text.startsWith('$8$') ? 8 : text.startsWith('$9$') ? 9 : 5;
  if (!isHashText(text, type)) hashed.wrong('must be a hash that begins with $1$, $8$ or $9$');
  return { kind: 'hash', type, text };
}
