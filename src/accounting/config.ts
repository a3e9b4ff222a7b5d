/** The accounting slice of the configuration, as plain data. `undefined` means "not configured". */

/** What is accounted for. `commands` lists exist per privilege level. */
export const recordTypes = [
  'exec',
  'commands',
  'network',
  'connection',
  'system',
  'resource',
  'vrrs',
  'auth-proxy',
  'dot1x',
  'identity',
  'onep',
] as const;
export type RecordType = (typeof recordTypes)[number];

/** One method of an accounting list. */
export type AccountingMethod = { readonly method: 'group'; readonly group: string } | { readonly method: 'logger' };

/** `aaa accounting TYPE [LEVEL] {default|LIST} ACTION [broadcast] METHOD…`, one-line or submode form. */
export interface AccountingList {
  readonly type: RecordType;
  /** Privilege level 0–15, only for `commands`. */
  readonly level?: number;
  /** `default` or the list's name. */
  readonly name: string;
  readonly vrf?: string;
  /** `undefined` while a list made in submode has no `action-type` yet: it then accounts nothing. */
  readonly action?: 'start-stop' | 'stop-only' | 'wait-start' | 'stop-failure' | 'none';
  /** `action-type start-stop periodic {disable | interval <minutes>}` */
  readonly periodic?: 'disable' | number;
  readonly broadcast: boolean;
  /** At most four. */
  readonly methods: readonly AccountingMethod[];
  /** Entered as a submode (`aaa accounting exec default` without action); printed in that form. */
  readonly submode: boolean;
}

export interface AccountingConfig {
  readonly lists: readonly AccountingList[];
  /** `aaa accounting update [newinfo] [periodic <minutes>]` */
  readonly update?: { readonly newinfo: boolean; readonly periodic?: number };
  /** `aaa accounting jitter maximum <seconds>`; default 300, 0 none. */
  readonly jitter?: number;
  readonly suppressNullUsername: boolean;
  readonly nested: boolean;
  readonly delayStart?: { readonly all: boolean; readonly extended?: number };
  /** `aaa accounting delay-start vrf V …`: for sessions of which a server or a source said that they are in that table. */
  readonly delayStartVrfs?: readonly { readonly vrf: string; readonly extended?: number }[];
  /** `subscriber service accounting interim-interval <minutes>` */
  readonly serviceInterval?: number;
  /** `policy-map type service NAME`: how services are accounted for. */
  readonly servicePolicies?: readonly ServicePolicy[];
  readonly sendStopAuthenticationFailure: boolean;
  readonly sendStopAuthenticationSuccess: boolean;
  /** The same two for sessions in a routing table, as far as one is known: `… vrf V`. */
  readonly sendStopVrfs?: readonly { readonly on: 'failure' | 'success'; readonly vrf: string }[];
  readonly sendStopAlways: boolean;
  /** `aaa accounting system guarantee-first`; default true. */
  readonly guaranteeFirst: boolean;
  /** `aaa accounting commands visible-keys` */
  readonly visibleKeys: boolean;
  readonly gigawords: boolean;
  readonly redundancySuppressSystemRecords: boolean;
  /** `aaa dnis map enable` with `aaa dnis map NUMBER accounting network …`: lists by called number. */
  readonly dnis?: {
    readonly enabled: boolean;
    readonly maps: readonly DnisAccountingMap[];
  };
}

/** `policy-map type service NAME` */
export interface ServicePolicy {
  readonly name: string;
  /** `accounting aaa list LIST`: the `network` list. */
  readonly list?: string;
  readonly classes?: readonly TrafficClass[];
}

/** `[PRIORITY] class type traffic NAME` of a service */
export interface TrafficClass {
  readonly name: string;
  readonly priority?: number;
  /** The first one of a service's classes is the list of the service, when it has none itself. */
  readonly list?: string;
}

/** What is accounted for network sessions that call a number; wins over the list of the place. */
export type DnisAccountingMap = Pick<AccountingList, 'broadcast' | 'methods'> & {
  readonly number: string;
  readonly action: 'start-stop' | 'stop-only' | 'none';
};

export const emptyAccountingConfig: AccountingConfig = {
  lists: [],
  suppressNullUsername: false,
  nested: false,
  sendStopAuthenticationFailure: false,
  sendStopAuthenticationSuccess: false,
  sendStopAlways: false,
  guaranteeFirst: true,
  visibleKeys: false,
  gigawords: true,
  redundancySuppressSystemRecords: false,
};
