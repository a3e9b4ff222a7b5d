import { terminateCauses } from '../../record.ts';
import { disconnectName } from '../disconnect-names.ts';
import { avPair, column as r } from '../radius-columns.ts';
import type { AttributeDefinition } from '../row.ts';
import { ends, timed } from './when.ts';

/** Why a session ended. */
export const causeRows: readonly AttributeDefinition[] = [
  {
    fact: 'terminateCause',
    meaning: 'Why the session ended',
    radius: r(
      'Acct-Terminate-Cause',
      { order: 100, source: 'RFC 2866 §5.10', kinds: ends, newer: true, ipsec: true },
      (x) => (x.facts.terminateCause === undefined ? undefined : terminateCauses[x.facts.terminateCause]),
    ),
    tacacs: {
      name: 'disc-cause',
      order: 110,
      types: timed,
      kinds: ends,
      value: (x) => (x.facts.terminateCause === undefined ? undefined : terminateCauses[x.facts.terminateCause]),
    },
  },
  {
    fact: 'disconnectCause',
    meaning: 'Why it ended, in more detail',
    radius: avPair('disc-cause-ext', { order: 110, source: 'vendor 9', kinds: ends }, (x) =>
      x.facts.disconnectCause === undefined ? undefined : disconnectName(x.facts.disconnectCause),
    ),
    tacacs: { name: 'disc-cause-ext', order: 120, types: timed, kinds: ends, value: (x) => x.facts.disconnectCause },
  },
];
