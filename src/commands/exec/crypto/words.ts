import { choice, INT, IPV4, IPV6, kw, opt, type Rule, seq } from '../../../ios/index.ts';
import { NAME } from '../../config/crypto/words.ts';
import { after } from '../../config/words.ts';
import type { Services } from '../../services.ts';

/** Words that several commands about tunnels share. */

export const session = kw('session', 'Sessions with peers');
export const sa = kw('sa', 'Security associations');
export const ADDRESS = (help: string): Rule<string> => choice(IPV4(help), IPV6(help));

const end = (word: string, help: string) =>
  opt(
    seq({
      _end: kw(word, help),
      address: ADDRESS('Its address'),
      port: opt(after('port', 'UDP port of it', INT(1, 65_535, 'Port'))),
    }),
  );

const group = seq({ _group: kw('group', 'Group of clients'), group: NAME('Name of the group') });
const profile = (help: string) => seq({ _profile: kw('profile', help), profile: NAME('Name of the profile') });

/** What selects sessions, in `show` as in `clear`: all that is given must fit. */
export const selecting = {
  local: end('local', 'This end'),
  remote: end('remote', 'The other end'),
  fvrf: opt(after('fvrf', 'Routing table that the tunnel is in', NAME('Its name', 32))),
  ivrf: opt(after('ivrf', 'Routing table that is inside the tunnel', NAME('Its name', 32))),
  isakmp: opt(seq({ _isakmp: kw('isakmp', 'By what IKEv1 knows'), $by: choice(group, profile('ISAKMP profile')) })),
  ikev2: opt(seq({ _ikev2: kw('ikev2', 'By what IKEv2 knows'), $by: profile('IKEv2 profile') })),
  username: opt(after('username', 'User of XAUTH or EAP', NAME('Name of the user'))),
};

/** Longest time that a screen waits for the newest counters, milliseconds. */
const patience = 2000;

/** Asks charon for the newest; when it does not answer in time, screens show what was known before. */
export async function freshen({ crypto, clock }: Pick<Services, 'crypto' | 'clock'>): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = clock.after(patience, resolve);
    const done = (): void => {
      timer.cancel();
      resolve();
    };
    crypto.refresh().then(done, done);
  });
}
