import type { Clock, Timer } from '../../base/clock.ts';
import type { CharonCommands } from './crypto-source.ts';
import type { CryptoSession, EndCause } from './sessions/session.ts';
import type { SessionTable } from './sessions/session-table.ts';
import { type Cleared, type CryptoSessionView, type SaSelector, type SessionSelector, selects } from './snapshot.ts';

export interface CryptoOrdersDeps {
  readonly clock: Clock;
  readonly table: SessionTable;
  /** Undefined: charon is away. */
  readonly client: () => CharonCommands | undefined;
  readonly sessions: () => readonly CryptoSessionView[];
  /** Resolves when charon has said something again. */
  readonly changed: () => Promise<void>;
}

/** How long a peer has to answer the Delete before its SAs are taken away here all the same, milliseconds. */
const answerTime = 2000;
/** How long charon has for that. */
const forceTime = 3000;
/** How long charon may say nothing to orders before they are given up. It may still carry them out. */
const silence = 3000;
const noAnswer = 'charon does not answer';

type Target = { readonly ikeId: number } | { readonly childId: number };

/** What `clear` orders of charon. */
export class CryptoOrders {
  readonly #deps: CryptoOrdersDeps;

  constructor(deps: CryptoOrdersDeps) {
    this.#deps = deps;
  }

  /** Ends sessions, all of their SAs. @param cause what the books say of it */
  async clear(selector: SessionSelector, cause: EndCause, dryRun: boolean): Promise<Cleared> {
    const views = this.#deps.sessions().filter((one) => one.ikeSas.length > 0 || one.id !== 0);
    const meant = views.filter((one) => selects(selector, one));
    const sas = meant.flatMap(({ flows }) => flows.flatMap((flow) => flow.sas));
    const cleared = {
      sessions: meant.length,
      ikeSas: meant.reduce((sum, { ikeSas }) => sum + ikeSas.length, 0),
      ipsecSas: new Set(sas.map(({ id }) => id)).size,
    };
    if (dryRun || meant.length === 0) return cleared;
    const sessions = meant.flatMap(({ id }) => this.#deps.table.get(id) ?? []);
    const targets = meant.flatMap(({ ikeSas, flows }): readonly Target[] =>
      ikeSas.length > 0
        ? ikeSas.map(({ connId }) => ({ ikeId: connId }))
        : [...new Set(flows.flatMap((flow) => flow.sas.map(({ id }) => id)))].map((childId) => ({ childId })),
    );
    const isGone = (session: CryptoSession): boolean =>
      session.up === undefined && session.ikes.size === 0 && !session.hasChild;
    return { ...cleared, ...(await this.#end(sessions, targets, cause, isGone)) };
  }

  async clearIke(connId: number | undefined): Promise<Cleared> {
    const { table } = this.#deps;
    const sessions = [...table.sessions()].filter((one) =>
      [...one.ikes.values()].some(({ report }) => connId === undefined || report.id === connId),
    );
    const ids = [
      ...sessions.flatMap(({ ikes }) => [...ikes.values()].map(({ report }) => report.id)),
      ...[...table.halfOpen()].map(({ id }) => id),
    ].filter((id) => connId === undefined || id === connId);
    const ending = sessions.filter(({ ikes }) => [...ikes.values()].every(({ report }) => ids.includes(report.id)));
    const left = ({ ikes }: CryptoSession): boolean =>
      ![...ikes.values()].some(({ report }) => ids.includes(report.id));
    const ipsecSas = ending.reduce((sum, { children }) => sum + children.size, 0);
    const targets = ids.map((ikeId) => ({ ikeId }));
    const result = await this.#end(ending, targets, 'clear', (session) => left(session) && session.up === undefined);
    return { sessions: ending.length, ikeSas: ids.length, ipsecSas, ...result };
  }

  async clearSa(selector: SaSelector): Promise<Cleared> {
    const meant = this.#meant(selector);
    const ids = new Set(meant.map(({ id }) => id));
    const sessions = [...new Set(meant.map(({ session }) => session))];
    const ending = sessions.filter(({ children }) =>
      [...children.values()].every(({ old, report }) => old || (report !== undefined && ids.has(report.id))),
    );
    const left = ({ children }: CryptoSession): boolean =>
      ![...children.values()].some(({ old, report }) => !old && report !== undefined && ids.has(report.id));
    const targets = [...ids].map((childId) => ({ childId }));
    const result = await this.#end(ending, targets, 'clear', left);
    return { sessions: sessions.length, ikeSas: 0, ipsecSas: ids.size, ...result };
  }

  /** What flows show begins anew. */
  clearCounters(selector: SaSelector): void {
    for (const { session } of this.#meant(selector)) session.hideCounters();
  }

  /** Pairs of SAs that carry traffic. */
  #meant({ peer, map, entry, vrf }: SaSelector) {
    const { table, sessions } = this.#deps;
    return sessions()
      .filter(
        (view) =>
          (peer === undefined || view.remote.address === peer.toLowerCase()) &&
          (map === undefined || view.map === map) &&
          (vrf === undefined || view.insideVrf === vrf || view.frontVrf === vrf),
      )
      .flatMap((view) => {
        const session = table.get(view.id);
        return session === undefined ? [] : [{ view, session }];
      })
      .flatMap(({ view, session }) =>
        [...session.children.values()].flatMap(({ old, report }) => {
          if (old || report === undefined) return [];
          if (entry !== undefined) {
            const { address, spi, protocol } = entry;
            if (protocol !== report.protocol.toLowerCase()) return [];
            const inbound = address === view.local.address && spi === Number.parseInt(report.spiIn, 16);
            const outbound = address === view.remote.address && spi === Number.parseInt(report.spiOut, 16);
            if (!inbound && !outbound) return [];
          }
          return [{ session, id: report.id }];
        }),
      );
  }

  /** Orders the end of SAs and waits until charon has said that it came, in order first, then by force. */
  async #end(
    sessions: readonly CryptoSession[],
    targets: readonly Target[],
    cause: EndCause,
    done: (session: CryptoSession) => boolean,
  ): Promise<{ readonly failed?: string }> {
    const { client, table, clock, changed } = this.#deps;
    const charon = client();
    if (charon === undefined) return targets.length === 0 ? {} : { failed: 'charon is not there' };
    for (const session of sessions) table.expect(session, cause);
    const order = (force: boolean, those: readonly Target[]): Promise<string | undefined> =>
      new Promise((resolve) => {
        let left = those.length;
        let bad: string | undefined;
        const givingUp = (): Timer => clock.after(silence, () => resolve(noAnswer));
        let timer = givingUp();
        const answered = (failure: string | undefined): void => {
          bad ??= failure;
          left -= 1;
          timer.cancel();
          if (left <= 0) resolve(bad);
          else timer = givingUp();
        };
        if (left === 0) answered(undefined);
        for (const target of those)
          void charon
            .terminate(target, { wait: false, force })
            .then((answer) => answered(answer.ok ? undefined : answer.error.kind));
      });
    const until = async (time: number): Promise<boolean> => {
      let late = false;
      const timer = clock.after(time, () => {
        late = true;
        wake();
      });
      let wake: () => void = () => {};
      while (!sessions.every(done) && !late)
        await Promise.race([changed(), new Promise<void>((resolve) => (wake = resolve))]);
      timer.cancel();
      return sessions.every(done);
    };
    const failed = await order(false, targets);
    if (failed === noAnswer) return { failed };
    if (await until(answerTime)) return {};
    await order(true, targets);
    if (await until(forceTime)) return {};
    for (const session of sessions) if (!done(session)) table.expect(session, undefined);
    return { failed: failed ?? 'charon has not ended them yet' };
  }
}
