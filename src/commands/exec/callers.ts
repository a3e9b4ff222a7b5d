import type { OpenSession } from '../../accounting/index.ts';
import { command, flag, INT, kw, refuse, seq, WORD } from '../../ios/index.ts';
import type { Session } from '../services.ts';
import {
  bySession,
  type Caller,
  callerDetails,
  callerRow,
  callerSummary,
  callersHead,
  isCaller,
  onLine,
} from './caller-screens.ts';
import { clear, exec, show } from './mode.ts';

const caller = kw('caller', 'Who uses this box');
/** Default of IOS, seconds. */
const defaultExecTimeout = 600;

/** Everybody who uses the box: those on lines in the order of the lines, then the sessions beside, oldest first. */
function* callers({ services }: Session): Generator<Caller> {
  const { accounting, clock, configuration, control, terminals } = services;
  const now = clock.now();
  const users = terminals.users();
  const configs = configuration.running().terminal.lines;
  for (const user of users) {
    const { execTimeout = defaultExecTimeout } =
      configs.find(({ kind, number }) => kind === user.kind && number === user.relative) ?? {};
    const session = user.key === undefined ? undefined : accounting.session(user.key);
    yield onLine(user, session, now, execTimeout === 0 ? undefined : execTimeout);
  }
  for (const session of accounting.sessions())
    if (isCaller(session)) yield bySession(session, users, now, control.idle(session));
}

/** Who uses the box, and how to end an interface's session. */
export const callerCommands = [
  command(
    exec,
    seq({ _show: show, _caller: caller }),
  )({
    summary: 'Lists everybody who uses this box: on lines and by sessions of every kind, with active and idle time.',
    async run(_value, io, session) {
      io.print(callersHead);
      for (const one of callers(session)) {
        if (io.signal.aborted) return;
        await io.write(`${callerRow(one)}\n`);
      }
    },
  }),
  command(
    exec,
    seq({ _show: show, _caller: caller, _summary: kw('summary', 'How many') }),
  )({
    summary: 'Counts those who use this box now, by service, and the sessions since the start.',
    run: (_value, io, session) =>
      io.print(callerSummary(callers(session), session.services.accounting.totals().sessions)),
  }),
  command(
    exec,
    seq({
      _show: show,
      _caller: caller,
      _user: kw('user', 'A user'),
      name: WORD('Name of the user', { max: 253 }),
      detailed: flag(kw('detailed', 'Everything')),
    }),
  )({
    summary: 'Prints what is known of a user: limits, addresses, counters; `detailed` also ids and services.',
    async run({ name, detailed }, io, session) {
      const { accounting, clock } = session.services;
      let found = false;
      for (const one of callers(session)) {
        if (io.signal.aborted) return undefined;
        if (one.user !== name) continue;
        found = true;
        const services = one.session === undefined ? [] : accounting.services(one.session.key);
        await io.write(`${callerDetails(one, detailed ? services : undefined, clock.now())}\n`);
      }
      return found ? undefined : refuse(`% No caller has the name ${name}`);
    },
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _interface: kw('interface', 'Reset an interface'),
      _async: kw('Async', 'Asynchronous interface'),
      line: INT(1, 9999, 'Line of the interface'),
    }),
  )({
    privilege: 15,
    summary: 'Ends PPP or SLIP on a line; its Stop record says Admin-Reset.',
    async run({ line }, _io, { services }) {
      const there = sessionsOn(line, services.accounting.sessions());
      const ended = await Promise.all(there.map(({ key }) => services.control.disconnect(key, 'clear')));
      const failed = ended.some(({ outcome }) => outcome === 'refused' || outcome === 'unsupported');
      return failed ? refuse(`% Async${line} could not be reset`) : undefined;
    },
  }),
];

/** PPP and SLIP sessions that this box carries on a line. */
export const sessionsOn = (line: number, sessions: Iterable<OpenSession>): readonly OpenSession[] =>
  [...sessions].filter(({ source, facts }) => source === 'ppp' && facts.portNumber === line);
