/**
 * Accounting: what happened on this box becomes records, and the records reach the AAA servers.
 *
 * Invariants
 *
 * 1. A *record* says one thing that happened: a session began, went on or ended, a command ran, the system started. It
 *    is made once, with the ids, the time and the counters of that moment, and is never changed; only Acct-Delay-Time is
 *    worked out at each transmission.
 * 2. An *event* is one transaction: the session's new state in the ledger, one outbox *entry* per record and
 *    destination, and the books. What survives a crash or a torn write is therefore either all of it or nothing; a
 *    session that the ledger no longer has open has its Stop in the outbox or at a server, and nowhere twice.
 * 3. An event counts as done (its promise resolves) after the commit. No record is sent before.
 * 4. An entry is deleted when a server of its destination has acknowledged it, or, if it is an interim that is not on
 *    its way, when a newer interim of the same session and destination takes its place. For nothing else.
 * 5. For every destination and at every commit: made = acknowledged + waiting + superseded.
 * 6. Session ids are never given twice (identifiers.ts). Counters of a session only grow (counters.ts).
 * 7. Entries of one session and destination leave in order, one at a time. Sessions don't wait for each other, nor do
 *    destinations. A service stands in line with the session that uses it, and its interims replace only its own.
 * 8. On the wire a record arrives at least once. It can arrive twice only when the daemon dies between a server's answer
 *    and the commit of the deletion; then both have the same session id, status and Event-Timestamp, so that a server
 *    can tell.
 * 9. While the disk fails, nothing is acknowledged that is not stored: events wait in memory, in order, and interims are
 *    given up first.
 *
 * After a crash, a session that nobody finds alive ends at the daemon's last sign of life on disk, which is the last
 * commit or at most ten seconds old, with the last counters on disk, which are as old.
 */

export { aaaTransport, type WireOptions, wireOptions } from './aaa-transport.ts';
export * from './accounting.ts';
export { radiusCarries, shownPairs, toRadius, toTacacs } from './attributes/encode.ts';
export type { AttributeDefinition, RadiusContext, TacacsContext } from './attributes/row.ts';
export { attributeRows } from './attributes/table.ts';
export * from './config.ts';
export type { DeliveryOutcome, DeliveryTransport } from './delivery/transport.ts';
export type { AccountingEngine } from './engine.ts';
export { guaranteeLimit } from './engine-options.ts';
export { maskCommand, maskRules } from './masking.ts';
export { type OpenOptions, openAccounting } from './open.ts';
export * from './record.ts';
