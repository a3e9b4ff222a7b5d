import { alter, type ConfigMode, drop, kw, put, section, seq, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amend, type Changes } from './edit.ts';
import { type ConfigServices, globalMode } from './modes.ts';

interface Server {
  readonly name: string;
  /** Described on one line, as older releases do. */
  readonly legacy?: true;
}

/**
 * Servers of one protocol as the configuration names them: `radius server NAME`, `tacacs server NAME`.
 * @param of all servers of the protocol, legacy ones first
 */
export function namedServers<S extends Server>(
  of: (config: Configuration) => readonly S[],
  replace: (config: Configuration, servers: readonly S[]) => Configuration,
) {
  const named =
    (name: string) =>
    (server: S): boolean =>
      server.legacy !== true && server.name === name;
  const find = (config: Configuration, name: string): S | undefined => of(config).find(named(name));

  return {
    find,
    change: (config: Configuration, name: string, changes: Changes<S>): Configuration =>
      replace(
        config,
        alter(of(config), named(name), (server) => amend(server, changes)),
      ),

    /** The line that opens the mode of a server. `fresh`: a server of which no more is said yet. */
    section: (
      within: ConfigMode<Configuration, { readonly name: string }, ConfigServices>,
      protocol: ReturnType<typeof kw>,
      title: string,
      fresh: (name: string) => S,
    ) =>
      section(
        globalMode,
        seq({ _protocol: protocol, _server: kw('server', `A ${title} server`), name: WORD('Name of the server') }),
        within,
      )({
        summary: `Describes a ${title} server.`,
        open: (config, { name }) => ({
          config: find(config, name) === undefined ? replace(config, [...of(config), fresh(name)]) : config,
          context: { name },
        }),
        unset: (config, { name }) => replace(config, drop(of(config), named(name))),
        *get(config) {
          for (const { name, legacy } of of(config)) if (legacy !== true) yield { value: { name }, context: { name } };
        },
      }),

    /**
     * Puts in a legacy server, or in the place of the one that is `same`. Legacy servers stand before the named ones, as
     * they are written: their order is the order in which they are tried.
     */
    putLegacy(config: Configuration, server: S, same: (other: S) => boolean): Configuration {
      const servers = of(config);
      const first = servers.findIndex(({ legacy }) => legacy !== true);
      const isKnown = servers.some(same);
      return replace(
        config,
        isKnown || first === -1 ? put(servers, server, same) : servers.toSpliced(first, 0, server),
      );
    },
  };
}
