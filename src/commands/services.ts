import type { AaaFacade } from '../aaa/index.ts';
import type { Accounting } from '../accounting/accounting.ts';
import type { Clock } from '../base/clock.ts';
import type { SessionControl } from '../sources/control/index.ts';
import type { Charon } from '../sources/ipsec/charon/index.ts';
import type { CryptoControl, CryptoReader } from '../sources/ipsec/snapshot.ts';
import type { RadiusProxy } from '../sources/radius-proxy/index.ts';
import type { VrrsSource } from '../sources/vrrp/index.ts';
import type { TerminalSession } from '../terminal/shell.ts';
import type { TerminalService } from '../terminal/terminal-service.ts';
import type { Logging } from '../watch/logging/logging.ts';
import type { SnmpStatus } from '../watch/snmp/status.ts';
import type { Configuration } from './configuration.ts';
import type { Outbound } from './connection/outbound.ts';

/** A configuration line that was not taken over, and why. */
export interface RefusedLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** The running and the startup configuration, as the commands about them need it. */
export interface ConfigurationFiles {
  running(): Configuration;
  /** The running configuration as text, without header. */
  runningText(): string;
  /** The startup configuration's text; `undefined` when there is none. */
  startupText(): string | undefined;
  /** Size of the file system that the startup configuration is on, octets. */
  startupSpace(): number;
  /** `write memory`: resolves when the startup configuration is on stable storage. */
  save(): Promise<void>;
  /** `configure memory`: merges the startup configuration into the running one. */
  mergeStartup(): Promise<readonly RefusedLine[]>;
  /** `write erase` */
  erase(): Promise<void>;
}

export interface VersionInfo {
  readonly version: string;
  /** `v24.21.0` */
  readonly node: string;
  /** `linux x64` */
  readonly platform: string;
  /** When the daemon started, milliseconds since 1970. */
  readonly started: number;
  readonly stateDir: string;
}

/** What exec commands work with: the running daemon. */
export interface Services {
  readonly clock: Clock;
  readonly version: VersionInfo;
  readonly aaa: AaaFacade;
  readonly accounting: Accounting;
  readonly terminals: TerminalService;
  readonly logging: Logging;
  /** Ends and changes sessions of every source. */
  readonly control: Pick<SessionControl, 'disconnect' | 'change' | 'idle'>;
  readonly radiusProxy: Pick<RadiusProxy, 'clients' | 'sessions' | 'settingsAt'>;
  readonly vrrs: Pick<VrrsSource, 'groups' | 'server'>;
  readonly charon: Pick<Charon, 'status'>;
  readonly crypto: CryptoReader & CryptoControl;
  readonly snmp: { status(): SnmpStatus };
  readonly configuration: ConfigurationFiles;
}

/** One user's exec session. */
export interface Session {
  readonly services: Services;
  readonly terminal: TerminalSession;
  readonly outbound: Outbound;
}
