/** The VRRS slice of the configuration: redundancy names, what keepalived calls them, and how they are accounted for. */

/** What keepalived reports on: one virtual router, or a sync group of several. */
export interface VrrpUnit {
  readonly kind: 'instance' | 'group';
  /** As in keepalived's configuration: `VI_1`. */
  readonly name: string;
}

/** `vrrs NAME` */
export interface VrrsGroupConfig {
  readonly name: string;
  /** `accounting delay <1-30>`: seconds that the off message waits. */
  readonly delay?: number;
  /** `accounting method {default|LIST}`; default `default`. */
  readonly method?: string;
  /** `vrrp-instance NAME` or `vrrp-group NAME` (extensions): the name is active while keepalived is its master. */
  readonly unit?: VrrpUnit;
}

export interface VrrsConfig {
  /** `vrrp notify-fifo PATH` (extension): keepalived's `vrrp_notify_fifo`. */
  readonly notifyFifo?: string;
  readonly groups: readonly VrrsGroupConfig[];
}

export const emptyVrrsConfig: VrrsConfig = { groups: [] };
