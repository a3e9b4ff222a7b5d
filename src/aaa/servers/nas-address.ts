import { attribute } from '../../protocols/radius/index.ts';
import type { RadiusAttribute } from '../wire.ts';

/** NAS-IP-Address, or NAS-IPv6-Address (RFC 3162 §2.1). */
export const nasAddress = (address: string): RadiusAttribute =>
  address.includes(':') ? attribute('NAS-IPv6-Address', address) : attribute('NAS-IP-Address', address);
