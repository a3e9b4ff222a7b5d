import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { Aaa, describeVaultError, hashPasswordSync, openVault } from './aaa/index.ts';
import { type Accounting, aaaTransport, openAccounting, type WireOptions, wireOptions } from './accounting/index.ts';
import { systemClock } from './base/clock.ts';
import { systemRandom } from './base/random.ts';
import { zoneReader } from './base/time-zone.ts';
import { latInterfaces } from './commands/config/lat.ts';
import type { Configuration } from './commands/configuration.ts';
import type { Services } from './commands/services.ts';
import { makeConnections } from './daemon/connections.ts';
import { makeDynamicAuthor } from './daemon/dynamic-author.ts';
import { makeHttp } from './daemon/http.ts';
import { type Ipsec, makeIpsec } from './daemon/ipsec.ts';
import { pppOwner } from './daemon/ppp-owner.ts';
import { makeRadiusProxy } from './daemon/radius-proxy.ts';
import { reportRefused } from './daemon/refused-lines.ts';
import { RunningConfiguration, startupName } from './daemon/running-configuration.ts';
import { serialCalls } from './daemon/serial-calls.ts';
import { makeSnmp } from './daemon/snmp.ts';
import { StateDirectory } from './daemon/state-directory.ts';
import { terminalShell } from './daemon/terminal-shell.ts';
import { gatewayWeb } from './daemon/web.ts';
import type { RadiusClient } from './protocols/radius/index.ts';
import { viciClient } from './protocols/vici/index.ts';
import { CallSource } from './sources/call/index.ts';
import { ConnectionOwner, type LatStation } from './sources/connection/index.ts';
import { SessionControl } from './sources/control/index.ts';
import type { DynamicAuthor } from './sources/dynamic-author/index.ts';
import { ExecOwner, ExecSource } from './sources/exec/index.ts';
import { PppSource } from './sources/ppp/index.ts';
import type { RadiusProxy } from './sources/radius-proxy/index.ts';
import { NotifyFifo, VrrsSource } from './sources/vrrp/index.ts';
import { type Listening, Terminals } from './terminal/index.ts';
import type { HttpListening, HttpServers } from './watch/http/index.ts';
import { Logging } from './watch/logging/logging.ts';
import { type LogOptions, logLine } from './watch/logging/standard-error.ts';
import { SyslogHosts } from './watch/logging/syslog-hosts.ts';
import { InterimLateness } from './watch/metrics/index.ts';
import type { Snmp } from './watch/snmp/index.ts';

export interface DaemonOptions {
  /** What standard error shows; default: what `logging console` lets through, as IOS prints it. */
  readonly log?: LogOptions;
  /** Where books, keys and startup configuration are; made if missing. */
  readonly stateDir: string;
  /** Path of the console's Unix socket. */
  readonly consoleSocket: string;
  readonly version: string;
  /** Store of a security server on this box; the web page shows what is in it. */
  readonly store?: string;
  /** Configuration to begin with in place of the startup configuration; `save` makes it the startup configuration. */
  readonly configuration?: { readonly name: string; readonly text: string; readonly save?: boolean };
}

/** How long a clean stop waits for servers to acknowledge what is left, in milliseconds. */
const stopGrace = 3000;

interface Parts {
  readonly state: StateDirectory;
  readonly hosts: SyslogHosts;
  readonly logging: Logging;
  readonly aaa: Aaa;
  readonly accounting: Accounting;
  readonly terminals: Terminals;
  readonly ppp: PppSource;
  readonly vrrs: VrrsSource;
  readonly lat: LatStation;
  readonly ipsec: Ipsec;
  readonly radiusProxy: RadiusProxy;
  readonly dynamicAuthor: DynamicAuthor;
  readonly snmp: Snmp;
  readonly http: HttpServers;
  /** For requests that are passed on to access software. */
  readonly towardsSoftware: RadiusClient;
}

/** The whole daemon: every room is made and wired here. */
export class Daemon {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Starts the daemon: books first, then recovery of what an earlier life left open, then configuration, then the doors.
   * Resolves when users can log in (unless the books say that a system record must go first).
   * @throws Error with a message for the operator: the state directory is in use, a key file is wrong, the books are damaged
   */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const state = new StateDirectory(options.stateDir);
    const vault = openVault(state.path, systemRandom);
    if (!vault.ok) throw new Error(describeVaultError(vault.error));
    const configServices = {
      vault: vault.value,
      hashSecret: (clear: string) => hashPasswordSync(clear, systemRandom),
    };

    let open = false;
    const configuration = new RunningConfiguration({ state, services: configServices, apply });
    const running = (): Configuration => configuration.running();
    const hostname = (): string => running().terminal.hostname;

    const zone = zoneReader(() => running().system.timezone);
    const hosts = new SyslogHosts(hostname, zone);
    const synchronised = existsSync('/run/systemd/timesync/synchronized');
    const logging = new Logging({
      clock: systemClock,
      clockSynchronised: () => synchronised,
      zone,
      send: (host, message) => hosts.send(host, message),
    });
    const show = (line: string | undefined) => line !== undefined && process.stderr.write(`${line}\n`);
    const { log } = options;
    if (log === undefined) logging.console(show);
    else logging.listen((event) => show(logLine(event, log, hostname())));

    const basis = { clock: systemClock, random: systemRandom, log: logging };
    const domain = (): string | undefined => running().system.domainName;
    const aaa = new Aaa(running().aaa, {
      ...{ ...basis, vault: vault.value, hostname, domain },
      definedService: (name) => running().accounting.servicePolicies?.some((policy) => policy.name === name) === true,
    });
    const wire = (): WireOptions => {
      const { aaa, accounting } = running();
      const names = { hostname: hostname(), domain: domain() };
      return wireOptions(aaa, accounting.gigawords, zone(systemClock.now()).name, names);
    };
    const transport = aaaTransport(aaa, wire, systemClock);
    const lateness = new InterimLateness();
    const accounting = await openAccounting({ ...basis, stateDir: state.path, transport, late: lateness.observe });
    const exec = new ExecSource({ ...basis, accounting, bootId: randomUUID() });
    const { connections, lat } = makeConnections({ ...basis, accounting, state, running });
    const vrrs = new VrrsSource({
      ...basis,
      accounting,
      openFifo: (path, listener) => new NotifyFifo({ ...basis, path, listener }),
    });
    const ipsec = makeIpsec({
      ...{ ...basis, aaa, accounting, vault: vault.value },
      makeClient: (told) => viciClient({ ...told, clock: systemClock, random: systemRandom }),
      running,
    });
    const radiusProxy = makeRadiusProxy({
      ...{ ...basis, aaa, accounting, vault: vault.value, owner: ipsec.logins },
      running,
    });
    const control = new SessionControl(accounting);
    control.join(new ConnectionOwner(connections));
    const remote = makeDynamicAuthor({ ...basis, aaa, vault: vault.value, accounting, control, radiusProxy, running });
    const { dynamicAuthor, towardsSoftware } = remote;
    const ppp = new PppSource({ ...basis, aaa, accounting, stateDir: state.path });
    control.join(pppOwner(ppp));
    const calls = new CallSource({ ...basis, accounting, bootId: randomUUID() });
    const terminals = new Terminals({
      ...basis,
      aaa,
      accounting,
      exec,
      logging,
      localUser: (name) => running().aaa.users.find((user) => user.name === name),
      stateDir: state.path,
      consoleSocket: options.consoleSocket,
      serial: { calls: serialCalls(ppp, calls, running) },
      makeShell: (session) => terminalShell(session, { services, configServices, store: configuration, connections }),
    });
    control.join(new ExecOwner(terminals));
    control.join(ipsec.source);
    const snmp = makeSnmp({
      ...{ ...basis, state, aaa, accounting, control, ppp, vault: vault.value, version: options.version },
      crypto: ipsec.source,
      running,
    });
    const http = makeHttp({
      ...{
        clock: systemClock,
        log: logging,
        version: options.version,
        stateDir: state.path,
        aaa,
        accounting,
        lateness,
      },
      crypto: ipsec.source,
      running,
      open: () => open,
      rooms: [
        gatewayWeb({
          ...{ ...basis, aaa, accounting, control, hostname },
          config: () => running().http,
          crypto: ipsec.source,
          ...(options.store === undefined ? {} : { store: options.store }),
        }),
      ],
    });
    const services: Services = {
      clock: systemClock,
      version: {
        version: options.version,
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        started: systemClock.now(),
        stateDir: state.path,
      },
      aaa,
      accounting,
      terminals,
      logging,
      control,
      radiusProxy,
      vrrs,
      charon: ipsec.charon,
      crypto: ipsec.source,
      snmp,
      configuration,
    };

    /** Hands every room its slice; a room whose slice is the same hears nothing. */
    async function apply(next: Configuration, previous: Configuration | undefined): Promise<void> {
      if (next.logging !== previous?.logging) {
        logging.configure(next.logging);
        hosts.keepOnly(next.logging.hosts);
      }
      if (next.aaa !== previous?.aaa) aaa.configure(next.aaa);
      if (next.accounting !== previous?.accounting || next.aaa !== previous?.aaa) {
        accounting.configure(next.accounting, next.aaa);
        vrrs.listsChanged();
      }
      // After the lists: a name that is active is accounted for by them.
      if (next.vrrs !== previous?.vrrs) vrrs.configure(next.vrrs);
      ipsec.configure(next, previous);
      lat.configure(latInterfaces(next));
      if (next.radiusProxy !== previous?.radiusProxy) await radiusProxy.configure(next.radiusProxy);
      if (next.dynamicAuthor !== previous?.dynamicAuthor) await dynamicAuthor.configure(next.dynamicAuthor);
      if (next.snmp !== previous?.snmp) await snmp.configure(next.snmp);
      const { trustpoints } = next.ipsec;
      if (next.http !== previous?.http || trustpoints !== previous?.ipsec.trustpoints)
        await http.configure(next.http, trustpoints);
      if (open && next.terminal !== previous?.terminal) await terminals.configure(next.terminal);
    }

    // Before the configuration: the ends of dead sessions go by what they began with.
    const inner = (await exec.recover()) + (await connections.recover()) + (await ppp.recover()).closed;
    const nestedIn = (key: number | undefined) => (key === undefined ? undefined : accounting.session(key)?.nestedIn);
    const outer = await exec.recoverOuter((key) => ppp.calls().find((call) => nestedIn(call.key) === key)?.ended);
    const ended = inner + outer;
    await calls.recover((line) => ppp.calls().find(({ place }) => place.port === line)?.ended);
    // Sessions of access software live as long as it does.
    await radiusProxy.recover();
    // Tunnels live as long as charon does.
    ipsec.source.recover();
    const text = options.configuration?.text ?? configuration.startupText() ?? '';
    const loaded = await configuration.load(text);
    reportRefused(logging, options.configuration?.name ?? startupName, loaded);
    if (options.configuration?.save === true) await configuration.save();
    if (ended > 0) logging.message('ACCT', 5, 'RECOVERED', `${ended} sessions of the former run were closed`);
    open = true;
    await terminals.configure(running().terminal);
    logging.message('SYS', 5, 'RESTART', `System restarted --\nTollgate Software, Version ${options.version}`);
    const ports = { radiusProxy, dynamicAuthor, towardsSoftware, snmp, http };
    return new Daemon({ state, hosts, logging, aaa, accounting, terminals, vrrs, lat, ppp, ipsec, ...ports });
  }

  /** Where metrics, health and the web page are. */
  http(): HttpListening {
    return this.#parts.http.listening();
  }

  /** Where users can come in. */
  listening(): Listening {
    return this.#parts.terminals.listening();
  }

  /** Ends all sessions, makes the system record of the shutdown, sends what can be sent, and closes everything. */
  async stop(): Promise<void> {
    const { state, hosts, aaa, accounting, terminals, vrrs, lat, ppp, ipsec } = this.#parts;
    const { radiusProxy, dynamicAuthor, towardsSoftware, snmp, http } = this.#parts;
    vrrs.stop();
    ipsec.stop();
    await Promise.all([dynamicAuthor.stop(), radiusProxy.stop(), towardsSoftware.close(), snmp.stop(), http.stop()]);
    await terminals.stop();
    lat.stop();
    await ppp.stop();
    await accounting.stop(stopGrace);
    await aaa.stop();
    await hosts.close();
    state.close();
  }
}
