import type { AccountingRecord } from '../record.ts';

/** What became of a record that was offered to all servers of one group once. */
export type DeliveryOutcome =
  | { readonly outcome: 'acknowledged'; readonly server: string }
  | {
      readonly outcome: 'no-response';
      readonly reason: string;
      /** `record`: this record cannot be sent whoever is there; asking again soon makes no sense. */
      readonly fault: 'server' | 'record';
    };

/**
 * How records reach server groups. Retransmission, failover inside a group and dead timers are the transport's;
 * methods, order and trying again are delivery's.
 */
export interface DeliveryTransport {
  protocolOf(group: string): 'radius' | 'tacacs+' | undefined;
  /**
   * Offers a record to the servers of a group, in their order, each until it times out.
   * `done` is called exactly once, possibly before `deliver` returns.
   * @param uniqueId for debug lines
   */
  deliver(group: string, record: AccountingRecord, uniqueId: number, done: (outcome: DeliveryOutcome) => void): void;
  /** Calls back when a server of one of these groups is heard again; returns the unsubscriber. */
  onAlive(listener: (groups: readonly string[]) => void): () => void;
}
