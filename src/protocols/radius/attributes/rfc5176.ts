import type { AttributeTable } from '../attribute-table.ts';
import * as values from '../values.ts';

/** Attributes of RFC 5176 (dynamic authorization). */
export const rfc5176 = {
  'Error-Cause': { type: 101, kind: 'integer', values: values.errorCause }, // §3.5
} as const satisfies AttributeTable;
