/** How the value of an attribute is laid out (RFC 2865 §5, RFC 3162 §2, RFC 6929 §2). */
export interface ValueOfKind {
  /** UTF-8 text, 1–253 octets. */
  string: string;
  octets: Uint8Array;
  /** 32-bit unsigned, most significant octet first. */
  integer: number;
  /** IPv4 address in dotted form. */
  ipaddr: string;
  /** IPv6 address. */
  ipv6addr: string;
  /** `2001:db8::/32`; on the wire: reserved octet, prefix length, up to 16 octets (RFC 3162 §2.3). */
  ipv6prefix: string;
  /** Seconds since 1970, 32 bit unsigned. */
  date: number;
  /** Interface identifier of 8 octets as `1:2:3:4`. */
  ifid: string;
  /** Vendor-Specific as a whole: vendor id and what follows. */
  vsa: Uint8Array;
  /** RFC 6929 §2.1: extended type, value. */
  extended: Uint8Array;
  /** RFC 6929 §2.2: extended type, flags, value; continued in further attributes. */
  'long-extended': Uint8Array;
  /** 8, 16 bit unsigned; 32 bit signed; 64 bit unsigned. */
  byte: number;
  short: number;
  signed: number;
  integer64: bigint;
  /** MAC address `00:11:22:33:44:55`. */
  ether: string;
  /** `192.0.2.0/24`; on the wire: reserved octet, prefix length, 4 octets (RFC 5090). */
  ipv4prefix: string;
}
export type Kind = keyof ValueOfKind;
export type AttributeValue = ValueOfKind[Kind];

/** Names of the values of an integer attribute. When two names share a number the first one is used in output. */
export type ValueTable = Readonly<Record<string, number>>;

/** One row of an attribute table. */
export interface AttributeRow {
  /** Attribute type 1–255; in a vendor's table, the vendor type. */
  readonly type: number;
  readonly kind: Kind;
  /** SMI enterprise number when the attribute travels inside Vendor-Specific (RFC 2865 §5.26). */
  readonly vendor?: number;
  readonly values?: ValueTable;
  /** The value begins with a tag octet (RFC 2868 §3): in an integer it takes the place of the top octet. */
  readonly tagged?: true;
  /** Hidden with the shared secret: RFC 2865 §5.2, RFC 2868 §3.5. */
  readonly encrypted?: Encryption;
  /** Carries a secret: never shown in clear. Implied by `encrypted`. */
  readonly secret?: true;
  /** A value longer than 253 octets is split over consecutive attributes (RFC 3579 §3.1). */
  readonly concatenated?: true;
}
/** How a value is hidden; `salted`: as a Tunnel-Password, without the tag octet (RFC 2548 §2.4.2). */
export type Encryption = 'user-password' | 'tunnel-password' | 'salted';
export type AttributeTable = Readonly<Record<string, AttributeRow>>;
