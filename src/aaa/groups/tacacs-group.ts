import type { Clock } from '../../base/clock.ts';
import type { NoResponse, TacacsClient } from '../../protocols/tacacs/index.ts';
import type { TacacsReach, TacacsServer } from '../servers/tacacs-server.ts';
import type {
  TacacsAccountingReply,
  TacacsAccountingRequest,
  TacacsAsk,
  TacacsAuthenticationReply,
  TacacsAuthorizationReply,
  TacacsAuthorizationRequest,
  TacacsChapAnswer,
  TacacsIdentity,
} from '../wire.ts';
import type { GroupAnswer, ServerRef, TacacsGroup, Transmission } from './group.ts';
import { describeFault, describeFaults } from './tacacs-fault.ts';

type Kind = 'authentication' | 'authorization' | 'accounting';

/**
 * Walks TACACS+ servers in the order of configuration. Connection failures, timeouts, wrong keys, ERROR and FOLLOW lead
 * to the next server; the first PASS or FAIL decides (RFC 8907 §4.4).
 */
export class TacacsServerGroup implements TacacsGroup {
  readonly protocol = 'tacacs+';
  readonly name: string;
  readonly #clock: Clock;
  #servers: readonly TacacsServer[] = [];
  #reach: TacacsReach;
  #stopped = false;
  /** Exchanges begun, for `show` screens. */
  readonly counts = { authentication: 0, authorization: 0, accounting: 0 };

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.#clock = clock;
    this.#reach = { timeout: 5000, localAddress: undefined, group: name };
  }

  configure(servers: readonly TacacsServer[], reach: Omit<TacacsReach, 'group'>): void {
    this.#servers = servers;
    this.#reach = { ...reach, group: this.name };
  }

  get servers(): readonly TacacsServer[] {
    return this.#servers;
  }

  get alive(): boolean {
    return this.#servers.some((server) => server.usable && server.alive);
  }

  get members(): readonly ServerRef[] {
    return this.#servers.map(({ ref }) => ref);
  }

  stop(): void {
    this.#stopped = true;
  }

  account(
    _uniqueId: number,
    build: (transmission: Transmission) => TacacsAccountingRequest,
    done: (answer: GroupAnswer<TacacsAccountingReply>) => void,
  ): void {
    void this.#walk('accounting', async (client, server, attempt) => {
      const request = build({
        server: server.ref,
        nasAddress: this.#reach.localAddress ?? '',
        now: this.#clock.now(),
        attempt,
      });
      return client.account(request);
    }).then((answer) =>
      done(
        answer.outcome === 'answered' ? { ...answer, packet: { serverMessage: answer.packet.serverMessage } } : answer,
      ),
    );
  }

  async authenticateAscii(
    _uniqueId: number,
    identity: () => TacacsIdentity,
    begin: () => TacacsAsk,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>> {
    return verdict(await this.#walk('authentication', (client) => client.authenticateAscii(identity(), begin())));
  }

  async authenticatePap(
    _uniqueId: number,
    identity: TacacsIdentity,
    password: string,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>> {
    return verdict(await this.#walk('authentication', (client) => client.authenticatePap(identity, password)));
  }

  async authenticateChap(
    _uniqueId: number,
    identity: TacacsIdentity,
    chap: TacacsChapAnswer,
  ): Promise<GroupAnswer<TacacsAuthenticationReply>> {
    return verdict(await this.#walk('authentication', (client) => client.authenticateChap(identity, chap)));
  }

  async authorize(
    _uniqueId: number,
    request: TacacsAuthorizationRequest,
  ): Promise<GroupAnswer<TacacsAuthorizationReply>> {
    const answer = await this.#walk('authorization', (client) => client.authorize(request));
    if (answer.outcome !== 'answered') return answer;
    const { packet, server } = answer;
    const { serverMessage } = packet;
    return {
      outcome: 'answered',
      server,
      packet:
        packet.outcome === 'pass'
          ? { verdict: 'pass', mode: packet.mode, args: packet.args, serverMessage }
          : { verdict: 'fail', serverMessage },
    };
  }

  async #walk<T extends { readonly outcome: string }>(
    kind: Kind,
    exchange: (client: TacacsClient, server: TacacsServer, attempt: number) => Promise<T | NoResponse>,
  ): Promise<GroupAnswer<Answered<T>>> {
    this.counts[kind]++;
    const tried: ServerRef[] = [];
    const faults: { readonly server: string; readonly fault: string }[] = [];
    for (const server of this.#servers) {
      if (this.#stopped) return { outcome: 'no-response', reason: 'stopped', tried };
      if (!server.usable) continue;
      const attempt = tried.length;
      tried.push(server.ref);
      const outcome = await server.use(this.#reach, kind, (client) => exchange(client, server, attempt));
      if (isAnswered(outcome)) return { outcome: 'answered', server: server.ref, packet: outcome };
      if (!isNoResponse(outcome)) continue;
      if (outcome.reason === 'not-encodable') return { outcome: 'no-response', reason: 'not-encodable', tried };
      faults.push({ server: server.ref.name, fault: describeFault(outcome) });
    }
    const reason = this.#stopped ? 'stopped' : tried.length === 0 ? 'no-servers' : 'timeout';
    const detail = reason === 'timeout' ? { detail: describeFaults(faults) } : {};
    return { outcome: 'no-response', reason, tried, ...detail };
  }
}

/** What is left of an outcome when no response is ruled out. */
type Answered<T> = Exclude<T, NoResponse>;

const isNoResponse = (outcome: { readonly outcome: string }): outcome is NoResponse => outcome.outcome === 'error';

const isAnswered = <T extends { readonly outcome: string }>(outcome: T): outcome is Answered<T> =>
  !isNoResponse(outcome);

type LoginVerdict =
  | { readonly outcome: 'pass' | 'fail'; readonly serverMessage: string }
  | { readonly outcome: 'abort' };

function verdict(answer: GroupAnswer<LoginVerdict>): GroupAnswer<TacacsAuthenticationReply> {
  if (answer.outcome !== 'answered') return answer;
  const { server, packet } = answer;
  return {
    outcome: 'answered',
    server,
    packet:
      packet.outcome === 'abort'
        ? { verdict: 'abort' }
        : { verdict: packet.outcome, serverMessage: packet.serverMessage },
  };
}
