import { hash } from 'node:crypto';

/**
 * The identity of a record. A NAS sends a record again when it missed our answer; the copy may have another
 * Acct-Delay-Time, identifier and authenticator, nothing else. So a record is identified by everything that it says
 * except those: two records that differ in anything else are two records, and are never taken for one.
 */
const identityLength = 16;

/** Identity of a record with this content: the first 16 octets of SHA-256. */
export const identityOf = (content: Uint8Array): Buffer =>
  hash('sha256', content, 'buffer').subarray(0, identityLength);

/**
 * Identity of the next record that says literally the same as another one and is still not a copy of it (only records
 * without a time stamp of their own can need that).
 */
export const nextIdentity = (identity: Uint8Array): Buffer => identityOf(identity);

/** A record without stamp is a copy when it seems to have happened within this time of the first: milliseconds. */
export const copyWindow = { delayed: 10_000, undelayed: 60_000 } as const;
