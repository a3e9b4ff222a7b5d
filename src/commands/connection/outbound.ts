import type {
  Connection,
  ConnectionPlace,
  KnownHosts,
  KnownService,
  UserConnections,
} from '../../sources/connection/index.ts';

/** What one exec session needs to open connections to other hosts, and to come back to them. */
export interface Outbound {
  readonly connections: UserConnections;
  /** The connection that has the terminal now. */
  attached: Connection | undefined;
  /** The command that was accepted last, as it is on the books: keywords in full, arguments as typed. */
  typed: string;
  /** Who opens a connection, as the line is configured now. */
  place(): ConnectionPlace;
  /** `access-class LIST out` */
  permits(address: string): boolean;
  /** Addresses of a host, best first; empty when it can't be found. */
  addresses(host: string): Promise<readonly string[]>;
  /** Address of an interface of this box. */
  interfaceAddress(name: string): string | undefined;
  readonly knownHosts: KnownHosts;
  /** LAT services that were heard of, by name. */
  latServices(): readonly KnownService[];
  /** Asks AAA for a command that isn't a line of the language, and puts it on the books; false when it isn't permitted. */
  admit(command: string): Promise<boolean>;
  /** Privilege level now, 0–15. */
  readonly level: number;
}
