import type { AttributeDefinition } from './row.ts';
import { boxRows } from './rows/box.ts';
import { causeRows } from './rows/cause.ts';
import { commandRows } from './rows/command.ts';
import { connectionRows } from './rows/connection.ts';
import { counterRows } from './rows/counters.ts';
import { ipsecRows } from './rows/ipsec.ts';
import { networkRows } from './rows/network.ts';
import { portRows } from './rows/port.ts';
import { sessionRows } from './rows/session.ts';
import { timeRows } from './rows/times.ts';
import { userRows } from './rows/user.ts';

/**
 * The attribute table: one row per fact or derived field, by family. Both encoders and `show accounting` walk it.
 * Columns are sent in ascending `order`, which is one line of numbers for all families, each only for its types and
 * kinds and only when its value is known.
 */
export const attributeRows: readonly AttributeDefinition[] = [
  ...sessionRows,
  ...commandRows,
  ...userRows,
  ...networkRows,
  ...connectionRows,
  ...ipsecRows,
  ...portRows,
  ...counterRows,
  ...timeRows,
  ...causeRows,
  ...boxRows,
];
