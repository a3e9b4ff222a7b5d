import { alter, INT, IPV4, kw, LINE, type Rule, refuse, section, seq, setting, WORD } from '../../ios/index.ts';
import type { SshConfig, TelnetConfig } from '../../terminal/config.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendTerminal, type Changes, value } from './edit.ts';
import { globalMode, pubkeyChainMode, pubkeyDataMode, pubkeyUserMode } from './modes.ts';
import { appendKeyText, keyLines } from './public-key.ts';
import { ip } from './words.ts';

const ssh = kw('ssh', 'SSH server');
const telnet = kw('telnet', 'Telnet server');
const amendSsh = (config: Configuration, changes: Changes<SshConfig>): Configuration =>
  amendTerminal(config, { ssh: amend(config.terminal.ssh, changes) });

const number = (
  key: 'port' | 'timeout' | 'authenticationRetries',
  word: string,
  help: string,
  rule: Rule<number>,
  about: { readonly summary: string; readonly defaultText: string; readonly extension?: boolean },
) =>
  value(
    globalMode,
    seq({ _ip: ip, _ssh: ssh, _what: kw(word, help), number: rule }),
  )({
    ...about,
    get(config) {
      const held = config.terminal.ssh[key];
      return held === undefined ? undefined : { number: held };
    },
    set: (config, typed) => amendSsh(config, { [key]: typed?.number }),
  });

/** `ip ssh …` without keys. */
export const sshSettings = [
  number('timeout', 'time-out', 'Time for a login', INT(1, 120, 'Seconds'), {
    summary: 'Sets the time from connection to login.',
    defaultText: '120',
  }),
  number('authenticationRetries', 'authentication-retries', 'How often a client may try', INT(0, 5, 'Tries'), {
    summary: 'Limits the tries to authenticate.',
    defaultText: '3',
  }),
  number('port', 'port', 'TCP port', INT(1, 65535, 'Port'), {
    summary: 'Sets the TCP port of the SSH server.',
    defaultText: '22',
    extension: true,
  }),
  value(
    globalMode,
    seq({ _ip: ip, _ssh: ssh, _listen: kw('listen', 'Where to listen'), address: IPV4('Address of this box') }),
  )({
    summary: 'Lets the SSH server listen on one address only.',
    defaultText: 'all addresses',
    extension: true,
    get: ({ terminal: { ssh } }) => (ssh.listen === undefined ? undefined : { address: ssh.listen }),
    set: (config, typed) => amendSsh(config, { listen: typed?.address }),
  }),
];

const telnetLine = <V>(syntax: Rule<V>) => value(globalMode, syntax);
const amendTelnet = (config: Configuration, changes: Changes<TelnetConfig>): Configuration =>
  amendTerminal(config, { telnet: amend(config.terminal.telnet, changes) });

/** `ip telnet …` */
export const telnetSettings = [
  telnetLine(seq({ _ip: ip, _telnet: telnet, _port: kw('port', 'TCP port'), port: INT(1, 65535, 'Port') }))({
    summary: 'Sets the TCP port of the Telnet server, which runs while a line has transport input telnet.',
    defaultText: '23',
    extension: true,
    get: ({ terminal: { telnet } }) => (telnet.port === undefined ? undefined : { port: telnet.port }),
    set: (config, typed) => amendTelnet(config, { port: typed?.port }),
  }),
  telnetLine(
    seq({ _ip: ip, _telnet: telnet, _listen: kw('listen', 'Where to listen'), address: IPV4('Address of this box') }),
  )({
    summary: 'Lets the Telnet server listen on one address only.',
    defaultText: 'all addresses',
    extension: true,
    get: ({ terminal: { telnet } }) => (telnet.listen === undefined ? undefined : { address: telnet.listen }),
    set: (config, typed) => amendTelnet(config, { listen: typed?.address }),
  }),
];

type UserKeys = SshConfig['publicKeys'][number];
const ownedBy =
  (user: string) =>
  (entry: UserKeys): boolean =>
    entry.user === user;
const keysOf = (config: Configuration, user: string): readonly string[] =>
  config.terminal.ssh.publicKeys.find(ownedBy(user))?.keys ?? [];
const putKeys = (config: Configuration, user: string, keys: readonly string[]): Configuration =>
  amendSsh(config, { publicKeys: alter(config.terminal.ssh.publicKeys, ownedBy(user), () => ({ user, keys })) });

/** `ip ssh pubkey-chain` and its modes. */
export const publicKeySettings = [
  section(
    globalMode,
    seq({ _ip: ip, _ssh: ssh, _chain: kw('pubkey-chain', 'Public keys of users') }),
    pubkeyChainMode,
  )({
    summary: 'Holds the public keys that local users may log in with.',
    open: (config) => ({ config, context: undefined }),
    unset: (config) => amendSsh(config, { publicKeys: [] }),
    get: ({ terminal }) => (terminal.ssh.publicKeys.length === 0 ? [] : [{ value: {}, context: undefined }]),
  }),
  section(
    pubkeyChainMode,
    seq({ _username: kw('username', 'A local user'), user: WORD('Name', { max: 64 }) }),
    pubkeyUserMode,
  )({
    summary: 'Holds the public keys of one user.',
    open(config, { user }) {
      const { publicKeys } = config.terminal.ssh;
      const there = publicKeys.some(ownedBy(user));
      return {
        config: there ? config : amendSsh(config, { publicKeys: [...publicKeys, { user, keys: [] }] }),
        context: { user },
      };
    },
    unset: (config, { user }) =>
      amendSsh(config, { publicKeys: config.terminal.ssh.publicKeys.filter((entry) => entry.user !== user) }),
    get: ({ terminal }) => terminal.ssh.publicKeys.map(({ user }) => ({ value: { user }, context: { user } })),
  }),
  section(
    pubkeyUserMode,
    seq({ _key: kw('key-string', 'A public key, on the lines that follow') }),
    pubkeyDataMode,
  )({
    summary: 'Adds a public key: its text, as OpenSSH writes it or the base64 part alone, in lines up to `exit`.',
    notes: 'The `no` form removes all keys of the user.',
    open(config, _value, { user }) {
      const keys = keysOf(config, user);
      const open = keys.indexOf('');
      return open === -1
        ? { config: putKeys(config, user, [...keys, '']), context: { user, index: keys.length } }
        : { config, context: { user, index: open } };
    },
    unset: (config, _value, { user }) => putKeys(config, user, []),
    get: (config, { user }) => keysOf(config, user).map((_key, index) => ({ value: {}, context: { user, index } })),
  }),
  setting(
    pubkeyDataMode,
    LINE('Text of the key'),
  )({
    summary: 'Part of the text of a public key.',
    set(config, text, { user, index }) {
      const keys = keysOf(config, user);
      const key = appendKeyText(keys[index] ?? '', text);
      if (key === undefined) return refuse('%SSH: Failed to decode the Key Value');
      // The same key again: the one that was there stays.
      const known = keys.some((other, place) => place !== index && other === key);
      return putKeys(config, user, known ? keys.filter((_other, place) => place !== index) : keys.with(index, key));
    },
    unset: false,
    get: (config, { user, index }) => keyLines(keysOf(config, user)[index] ?? ''),
    sampleValue: (random) =>
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${Array.from({ length: 43 }, () => 'ABCDabcd0123+/'.charAt(Math.floor(random() * 14))).join('')}`,
  }),
];
