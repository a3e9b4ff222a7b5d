import { choice, command, flag, kw, type Out, opt, seq, unordered } from '../../../ios/index.ts';
import { type CryptoSessionView, type SessionSelector, selects } from '../../../sources/ipsec/snapshot.ts';
import { crypto } from '../../config/crypto/words.ts';
import { after, interfaceName } from '../../config/words.ts';
import type { Session } from '../../services.ts';
import { exec, show } from '../mode.ts';
import { showBrief, showGroups, showSummary } from './session-lists.ts';
import { type SessionLayout, showSessions } from './session-screen.ts';
import { volumeOf } from './volume.ts';
import { freshen, selecting, session as sessionWord } from './words.ts';

const filters = unordered({
  form: opt(choice(kw('brief', 'One line for each session'), kw('detail', 'With identities, lifetimes and counters'))),
  state: opt(choice(kw('active', 'Sessions of this box'), kw('standby', 'Those that it holds for another; none'))),
  interface: opt(after('interface', 'Interface of the crypto map', interfaceName)),
  ...selecting,
});

/** What the words of a command select. */
export function selectorOf(words: Partial<Omit<Out<typeof filters>, 'form' | 'state'>>): SessionSelector {
  const { local, remote, fvrf, ivrf, isakmp, ikev2, username, interface: on } = words;
  const group = isakmp !== undefined && 'group' in isakmp ? isakmp.group : undefined;
  const ofIsakmp = isakmp !== undefined && 'profile' in isakmp ? isakmp.profile : undefined;
  const profile = ikev2 === undefined ? ofIsakmp : ikev2.profile;
  return {
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
    ...(fvrf === undefined ? {} : { frontVrf: fvrf }),
    ...(ivrf === undefined ? {} : { insideVrf: ivrf }),
    ...(group === undefined ? {} : { group }),
    ...(profile === undefined ? {} : { profile: { name: profile, ikev2: ikev2 !== undefined } }),
    ...(username === undefined ? {} : { username }),
    ...(on === undefined ? {} : { interface: on }),
  };
}

/** The layout that is configured; else the one of the IOS that knows what is configured. */
export function layoutOf({ services }: Session): SessionLayout {
  const { sessionLayout, ikev2 } = services.configuration.running().ipsec;
  return sessionLayout ?? (ikev2.profiles.length > 0 ? 'current' : 'classic');
}

const all = { _show: show, _crypto: crypto, _session: sessionWord };

/** `show crypto session …` */
export const sessionCommands = [
  command(
    exec,
    seq({ ...all, $filters: filters }),
  )({
    summary:
      'Shows the sessions with peers that are configured or connected: all, or those that fit all that is given.',
    async run({ form, state, ...words }, io, session) {
      const { services } = session;
      await freshen(services);
      const selector = selectorOf(words);
      const fits = (one: CryptoSessionView): boolean => state !== 'standby' && selects(selector, one);
      const sessions = services.crypto.sessions().filter(fits);
      const now = services.clock.now();
      if (form === 'brief') return io.print(showBrief(sessions, now));
      const config = services.configuration.running().ipsec;
      const volume = (one: CryptoSessionView): number | undefined => volumeOf(one, config);
      return io.print(showSessions(sessions, { layout: layoutOf(session), detail: form === 'detail', now, volume }));
    },
  }),
  command(
    exec,
    seq({ ...all, what: choice(kw('summary', 'How many there are'), kw('groups', 'Groups of clients')) }),
  )({
    summary: 'Counts sessions by status and users by group, or clients by group.',
    run({ what }, io, { services: { crypto: books } }) {
      const sessions = books.sessions();
      io.print(what === 'summary' ? showSummary(sessions, books.totals()) : showGroups(sessions));
    },
  }),
];

/** `clear crypto session` takes what `show` takes. */
export const clearing = unordered({
  interface: opt(after('interface', 'Interface of the crypto map', interfaceName)),
  ...selecting,
  dryRun: flag(kw('dry-run', 'Only count what would go')),
});
