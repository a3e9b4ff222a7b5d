/** UDP ports of IKE, and of IKE behind address translation (RFC 3947). */
const ports = new Set([500, 4500]);

/**
 * Whether somebody in this network namespace listens for IKE: while charon's VICI socket is away, it tells a charon that
 * lives from one that is gone.
 * @param read `/proc/net/udp` or `udp6`: a line for each socket, with its local address and port in hexadecimal
 */
export const charonListens = (read: (table: 'udp' | 'udp6') => string): boolean =>
  (['udp', 'udp6'] as const).some((table) =>
    read(table)
      .split('\n')
      .some((line) => ports.has(Number.parseInt(/^\s*\d+: [\dA-F]+:([\dA-F]{4}) /.exec(line)?.[1] ?? '', 16))),
  );
