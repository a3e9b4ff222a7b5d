import type { PasswordRecord, SealedSecret } from '../../aaa/config.ts';
import type { AccountingList } from '../../accounting/config.ts';
import { mode } from '../../ios/index.ts';
import type { AsyncInterfaceConfig } from '../../sources/ppp/config.ts';
import type { LineKind } from '../../terminal/config.ts';
import type { Configuration } from '../configuration.ts';

/** What configuration lines need besides the configuration: ways to keep a clear text out of it. */
export interface ConfigServices {
  /** Seals server keys and readable passwords (type 6). */
  readonly vault: {
    seal(clear: string): SealedSecret;
    /** Tells whether two sealed texts are of one secret; absent: only equal texts are. */
    open?(secret: SealedSecret): { readonly ok: true; readonly value: string } | { readonly ok: false };
  };
  /** Hashes a password (type 9). Blocks for about 20 ms. */
  hashSecret(clear: string): PasswordRecord;
}

/** A server or a server group, by name. */
export interface Named {
  readonly name: string;
}

/** Which accounting list `config cfg-acct-mlist` is about. */
export type AccountingListKey = Pick<AccountingList, 'type' | 'level' | 'name' | 'vrf'>;

/** Which lines `config-line` is about: `first` to `last` of a kind, both included. */
export interface LineRange {
  readonly kind: LineKind;
  readonly first: number;
  readonly last: number;
}

/** The user of `ip ssh pubkey-chain` / `username`. */
export interface KeyOwner {
  readonly user: string;
}

/** One key of a user: its position among the user's keys. */
export interface KeyPlace extends KeyOwner {
  readonly index: number;
}

/** The global configuration mode. */
export const globalMode = mode<Configuration, undefined, ConfigServices>({
  id: 'config',
  prompt: 'config',
  title: 'Global configuration commands',
});

const submode = <X>(
  id: string,
  prompt: string,
  title: string,
  more: {
    readonly closing?: string;
    readonly fallsBack?: boolean;
    readonly keepsAnything?: boolean;
    readonly neverKept?: RegExp;
  } = {},
) => mode<Configuration, X, ConfigServices>({ id, prompt, title, parent: globalMode, ...more });

/** `radius server NAME` */
export const radiusServerMode = submode<Named>('config-radius-server', 'config-radius-server', 'RADIUS server');
/** `tacacs server NAME` */
export const tacacsServerMode = submode<Named>('config-server-tacacs', 'config-server-tacacs', 'TACACS+ server');
/** `aaa group server radius NAME` */
export const radiusGroupMode = submode<Named>('config-sg-radius', 'config-sg-radius', 'RADIUS server group');
/** `aaa group server tacacs+ NAME` */
export const tacacsGroupMode = submode<Named>('config-sg-tacacs+', 'config-sg-tacacs+', 'TACACS+ server group');
/** `aaa accounting TYPE LIST` without an action */
export const accountingListMode = submode<AccountingListKey>('cfg-acct-mlist', 'cfg-acct-mlist', 'Accounting list');
/** `line …` */
export const lineMode = submode<LineRange>('config-line', 'config-line', 'Lines');
/** `vrrs NAME` */
export const vrrsMode = submode<Named>('config-vrrs', 'config-vrrs', 'Redundancy name');
/** `policy-map type service NAME` */
export const servicePolicyMode = submode<Named>(
  'config-service-policymap',
  'config-service-policymap',
  'Service of sessions',
  { keepsAnything: true },
);
/** `class type traffic NAME` below it */
export const trafficClassMode = mode<Configuration, Named & { readonly policy: string }, ConfigServices>({
  id: 'config-service-policymap-class-traffic',
  prompt: 'config-service-policymap-class-traffic',
  title: 'Traffic of a service',
  parent: servicePolicyMode,
  keepsAnything: true,
});
/** `interface {Group-Async | Async} N` */
export const asyncMode = submode<Pick<AsyncInterfaceConfig, 'kind' | 'number'>>(
  'config-if-async',
  'config-if',
  'Asynchronous interface',
  // Kept without effect, callers would get in without the authentication that the line asks for, or have other records.
  { keepsAnything: true, neverKept: /^(no\s+)?(ppp?\s+(authe|autho|acc)|enc|group|async\s+mode|shut)/i },
);
/** `ip access-list standard NAME` */
export const standardAccessListMode = submode<Named>('config-std-nacl', 'config-std-nacl', 'Standard access list');

/** `ip ssh pubkey-chain` */
export const pubkeyChainMode = submode<undefined>('conf-ssh-pubkey', 'conf-ssh-pubkey', 'Public keys of users');
/** `username USER` below it */
export const pubkeyUserMode = mode<Configuration, KeyOwner, ConfigServices>({
  id: 'conf-ssh-pubkey-user',
  prompt: 'conf-ssh-pubkey-user',
  title: 'Public keys of one user',
  parent: pubkeyChainMode,
});
/** `key-string` below that: takes the key's text until `exit` */
export const pubkeyDataMode = mode<Configuration, KeyPlace, ConfigServices>({
  id: 'conf-ssh-pubkey-data',
  prompt: 'conf-ssh-pubkey-data',
  title: 'Text of one public key',
  parent: pubkeyUserMode,
  closing: 'exit',
  fallsBack: false,
});
