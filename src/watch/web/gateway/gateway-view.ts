import type { AaaFacade, AaaSnapshot, PortContext, Profile } from '../../../aaa/index.ts';
import { hexSessionId } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import type { SessionControl } from '../../../sources/control/index.ts';
import { causeText } from '../causes.ts';
import type { EndedPage } from '../contract.ts';
import type { GatewayReports } from '../server/gateway-reports.ts';
import type { Credentials, DisconnectOutcome, EndedQuery, Signed, SignInOutcome, WebView } from '../view.ts';
import { booksPage } from './books-page.ts';
import { cryptoPage, type PageCrypto } from './crypto-page.ts';
import { LedgerLive } from './ledger-live.ts';
import { liveRow, type PageBooks } from './rows.ts';
import { sessionPage } from './session-page.ts';

/** How the page lets people in, and accounts for what they do there: `ip http authentication`, and names of method lists. */
export interface WebLists {
  readonly method: 'aaa' | 'local' | 'enable';
  readonly login: string;
  readonly exec: string;
  readonly commands: string;
}

export interface GatewayViewDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly aaa: Pick<AaaFacade, 'login' | 'authorizeExec'> & { snapshot(): AaaSnapshot };
  readonly accounting: PageBooks;
  readonly control: Pick<SessionControl, 'disconnect'>;
  readonly crypto: PageCrypto;
  readonly hostname: () => string;
  readonly lists: () => WebLists;
  /** Where the records are kept on this box, too. */
  readonly reports?: GatewayReports;
}

/** Where somebody sits who uses the page: no line, so no line number. */
const place = (caller: string, uniqueId: number): PortContext => ({
  uniqueId,
  portNumber: 0,
  portName: 'http',
  portType: 'virtual',
  caller,
  console: false,
  // Without `aaa new-model` there are no lists: the box's own users may come in.
  line: { login: 'local' },
});

const failures = {
  'not-found': { outcome: 'not-found' },
  unsupported: { outcome: 'failed', reason: 'Sessions of this kind cannot be ended from here.' },
} as const;

/** The gateway as the page shows it. Made once; it watches the ledger from then on, until `stop`. */
export class GatewayView implements WebView {
  readonly product = 'gateway';
  readonly live: LedgerLive;
  readonly usage?: NonNullable<WebView['usage']>;
  readonly commands?: NonNullable<WebView['commands']>;
  readonly gaps?: NonNullable<WebView['gaps']>;
  readonly #deps: GatewayViewDeps;
  #visitors = 0;

  constructor(deps: GatewayViewDeps) {
    this.#deps = deps;
    this.live = new LedgerLive(deps.accounting, deps.clock);
    if (deps.reports === undefined) return;
    const { usage, commands, gaps } = deps.reports;
    this.usage = usage;
    this.commands = commands;
    this.gaps = gaps;
  }

  stop(): void {
    this.live.stop();
  }

  host(): string {
    return this.#deps.hostname();
  }

  /**
   * By the login list; the exec list gives the privilege level, as on a terminal. Or by the box's own users, who have
   * theirs, or by the enable password, which is that of level 15.
   */
  async signIn({ user, password, caller }: Credentials): Promise<SignInOutcome> {
    const { aaa, lists } = this.#deps;
    const { method, login: list } = lists();
    const context = place(caller, ++this.#visitors);
    let asked = 0;
    const outcome = await aaa.login({
      ...(method === 'aaa' ? { list } : { list, methods: [{ method }] }),
      context,
      user,
      attempts: 1,
      // A second question would be a challenge, which the page has no place for.
      dialogue: { ask: async (_, { echo }) => (!echo && asked++ === 0 ? password : undefined) },
    });
    switch (outcome.outcome) {
      case 'rejected':
        return { outcome: 'rejected' };
      case 'unavailable':
        return { outcome: 'unavailable', message: 'No server answers that could check the password.' };
      case 'aborted':
        return { outcome: 'unavailable', message: 'The server asks for more than a password: use a terminal.' };
      case 'accepted':
        if (method === 'enable') return { outcome: 'accepted', user, privilege: 15 };
        if (method === 'local') return { outcome: 'accepted', user, privilege: outcome.profile.privilege ?? 1 };
        return this.#authorize(context, outcome.user ?? user, outcome.profile);
    }
  }

  async #authorize(context: PortContext, user: string, profile: Profile): Promise<SignInOutcome> {
    const list = this.#deps.lists().exec;
    const answer = await this.#deps.aaa.authorizeExec({ list, context, user, profile });
    return answer.outcome === 'permitted'
      ? { outcome: 'accepted', user, privilege: answer.privilege }
      : { outcome: 'rejected' };
  }

  async session(id: string) {
    const { accounting, clock, reports } = this.#deps;
    if (id.startsWith('r')) return reports?.session(clock.now(), id);
    return sessionPage(accounting, this.live, clock, id, reports?.records);
  }

  /** As `clear line` does it; in the log, and a command on the books of whoever does it. */
  async disconnect(id: string, by: Signed): Promise<DisconnectOutcome> {
    const { accounting, control, log, lists } = this.#deps;
    const session = /^\d{1,10}$/.test(id) ? accounting.session(Number(id)) : undefined;
    if (session === undefined) return failures['not-found'];
    const hex = hexSessionId(session.sessionId);
    const told = `Session ${hex}${session.facts.user === undefined ? '' : ` of user ${session.facts.user}`}`;
    log.message('WEB', 5, 'DISCONNECT', `${told} is being ended by ${by.user} on the web page from ${by.caller}`);
    const stored = accounting.command(
      lists().commands,
      15,
      {
        user: by.user,
        portName: 'http',
        portType: 'virtual',
        callingStation: by.caller,
        command: `clear aaa session ${hex}`,
        commandPrivilege: 15,
        privilege: by.privilege,
      },
      undefined,
    );
    try {
      await accounting.storedOrHeld(stored);
    } catch {
      log.message('AAA', 2, 'ACCT_NOT_STORED', `command on the web page: clear aaa session ${hex}`);
    }
    const outcome = await control.disconnect(session.key, 'clear');
    switch (outcome.outcome) {
      case 'done':
        return { outcome: 'done' };
      case 'refused':
        return {
          outcome: 'failed',
          reason: `What carries the session said no${outcome.errorCause === undefined ? '' : ` (Error-Cause ${outcome.errorCause})`}.`,
        };
      default:
        return failures[outcome.outcome];
    }
  }

  async ended(query: EndedQuery): Promise<EndedPage> {
    if (this.#deps.reports !== undefined) return this.#deps.reports.ended(query);
    const { text, limit } = query;
    const words = text.toLowerCase().split(/\s+/);
    const all = this.live.history.allEnded().flatMap(({ session, end }) => {
      const row = liveRow(session);
      const cause = causeText(session.facts.terminateCause);
      const hay = [...row.slice(1, 8), cause].join(' ').toLowerCase();
      return words.every((word) => hay.includes(word)) ? [{ row, state: 'stopped' as const, end, cause }] : [];
    });
    return { sessions: all.slice(0, limit), more: all.length > limit };
  }

  async crypto() {
    return cryptoPage(this.#deps.crypto, this.#deps.clock.now());
  }

  books() {
    const { accounting, aaa, clock } = this.#deps;
    return booksPage(accounting, aaa.snapshot(), clock.now());
  }
}
