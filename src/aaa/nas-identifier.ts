/** What this box is called. */
export interface BoxNames {
  readonly hostname: string;
  readonly domain?: string | undefined;
}

/**
 * Text of NAS-Identifier (RFC 2865 §5.32) by the format of `radius-server attribute 32 … format`: %h is the name of the box,
 * %d its domain, %i the address that it is known by to the server, %% a percent sign. What is not known is left out.
 * @param address NAS-IP-Address of the request
 */
export const nasIdentifier = (format: string, { hostname, domain = '' }: BoxNames, address: string): string =>
  (format === '' ? '%h' : format).replaceAll(/%([hdi%])/g, (_, letter: string) => {
    if (letter === 'h') return hostname;
    if (letter === 'd') return domain;
    return letter === 'i' ? address : '%';
  });
