import type { OpenSession } from '../../accounting/accounting.ts';
import { zoneAt } from '../../base/time-zone.ts';
import { choice, command, INT, type Io, kw, refuse, seq } from '../../ios/index.ts';
import type { Session } from '../services.ts';
import { showAaaUser, type UserContext } from './aaa-user.ts';
import { exec, show } from './mode.ts';

const aaa = kw('aaa', 'Show AAA values');
/** How many waiting records are looked through for those of a user. */
const outboxLimit = 10_000;

/** `show aaa sessions`: one open session. @param idle seconds without input; 0 for what has no terminal */
function showSession({ key, sessionId, facts }: OpenSession, idle: number): string {
  return [
    `Session Id: ${sessionId}`,
    `   Unique Id: ${key}`,
    `   User Name: ${facts.user ?? '*not available*'}`,
    `   IP Address: ${facts.address ?? '0.0.0.0'}`,
    `   Idle Time: ${idle}`,
    '   CT Call Handle: 0',
  ].join('\n');
}

/** What the screen of a session says besides the session itself. */
async function contextOf({ services }: Session): Promise<(session: OpenSession) => UserContext> {
  const { accounting, clock, configuration } = services;
  const { accounting: config, system } = configuration.running();
  const waiting = new Map<number, number>();
  for (const { kind, sessionId } of await accounting.outbox(outboxLimit))
    if (kind === 'stop') waiting.set(sessionId, (waiting.get(sessionId) ?? 0) + 1);
  const now = clock.now();
  const zone = zoneAt(system.timezone, now);
  return ({ sessionId }) => ({
    now,
    zone,
    newinfo: config.update?.newinfo ?? false,
    interval: (config.update?.periodic ?? 0) * 60,
    waitingStops: waiting.get(sessionId) ?? 0,
  });
}

async function showUsers(sessions: Iterable<OpenSession>, io: Io, session: Session): Promise<void> {
  const context = await contextOf(session);
  for (const one of sessions) {
    if (io.signal.aborted) return;
    await io.write(`${showAaaUser(one, context(one))}\n`);
  }
}

/** Open sessions. */
export const aaaSessionCommands = [
  command(
    exec,
    seq({ _show: show, _aaa: aaa, _sessions: kw('sessions', 'Show AAA sessions') }),
  )({
    privilege: 15,
    summary: 'Lists open sessions; their ids are decimal, on the wire they are hexadecimal.',
    async run(_value, io, { services: { accounting, terminals } }) {
      const idle = new Map(terminals.users().map((user) => [user.key, user.idle]));
      io.print(`Total sessions since last reload: ${accounting.totals().sessions}`);
      for (const session of accounting.sessions()) {
        if (io.signal.aborted) return;
        // A redundancy name is on the books as a session is, and is none.
        if (session.type === 'vrrs') continue;
        await io.write(`${showSession(session, idle.get(session.key) ?? 0)}\n`);
      }
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _aaa: aaa,
      _user: kw('user', 'Show users active in AAA'),
      which: choice(kw('all', 'All users'), INT(1, 4_294_967_295, 'Unique id of the user')),
    }),
  )({
    privilege: 15,
    summary: 'Prints everything known of an open session, by the unique id that `show aaa sessions` lists, or of all.',
    async run({ which }, io, session) {
      const { accounting } = session.services;
      if (which === 'all') return void (await showUsers(accounting.sessions(), io, session));
      const found = accounting.session(which);
      if (found === undefined) return refuse(`% Unique id ${which} is not in use.`);
      return void (await showUsers([found], io, session));
    },
  }),
];
