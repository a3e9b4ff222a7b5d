import { acctAuthentic } from '../radius-codes.ts';
import { classes, passed, column as r } from '../radius-columns.ts';
import { text } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { net, ofUsers } from './when.ts';

/** Who it is about, and what the servers and the software said of the user. */
export const userRows: readonly AttributeDefinition[] = [
  {
    fact: 'user',
    meaning: 'User name; in the body of a TACACS+ request',
    radius: r('User-Name', { order: 70, source: 'RFC 2865 §5.1', kinds: ofUsers }, (x) => text(x.facts.user)),
  },
  {
    fact: 'authentic',
    meaning: 'Who authenticated the user; authen_method of a TACACS+ request',
    radius: r('Acct-Authentic', { order: 80, source: 'RFC 2866 §5.6', kinds: ofUsers }, (x) => acctAuthentic(x.facts)),
  },
  {
    fact: 'classes',
    meaning: 'What the server wants returned, unchanged',
    radius: {
      name: 'Class',
      order: 240,
      source: 'RFC 2865 §5.25',
      kinds: ofUsers,
      write: (x, _, to) => classes(x.facts, to),
    },
  },
  {
    fact: 'passed',
    meaning: 'What RADIUS-speaking software said beside, as it said it',
    radius: {
      name: '(those of the software)',
      order: 245,
      source: 'RFC 2866 §5.13',
      types: net,
      kinds: ofUsers,
      newer: true,
      write: (x, _, to) => passed(x.facts, to),
    },
  },
];
