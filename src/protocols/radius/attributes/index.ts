import { cisco } from './cisco.ts';
import { later } from './later.ts';
import { rfc2865 } from './rfc2865.ts';
import { rfc2866 } from './rfc2866.ts';
import { rfc2868 } from './rfc2868.ts';
import { rfc2869 } from './rfc2869.ts';
import { rfc3162 } from './rfc3162.ts';
import { rfc5176 } from './rfc5176.ts';

/** Every attribute that can be named in source code; the types of {@link attribute} and {@link find} come from here. */
export const attributeTable = {
  ...rfc2865,
  ...rfc2866,
  ...rfc2868,
  ...rfc2869,
  ...rfc3162,
  ...rfc5176,
  ...later,
  ...cisco,
} as const;
