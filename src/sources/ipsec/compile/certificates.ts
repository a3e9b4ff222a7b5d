import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Trustpoint } from '../config.ts';
import type { CertificateMatch } from './certificate-maps.ts';
import type { Collector } from './input.ts';
import { nameOf } from './message.ts';

/** Trustpoints: this box's certificate and key, and the authorities that vouch for peers. */

/** What the connections of a trustpoint say of it. */
export interface Credentials {
  /** In `local`: this box's certificate. */
  readonly local: ViciSection;
  /** In `remote`: who must have signed the peer's. */
  readonly remote: ViciSection;
}

const separator = /(?=-----BEGIN [^-]+-----)/;

/**
 * Loads a trustpoint's files and says how connections refer to them; `undefined`: it is not complete, and the problem is
 * noted.
 * @param peers what their certificates must be: authorities that cannot have signed such a one do not count
 */
export function loadTrustpoint(
  out: Collector,
  name: string,
  by: string,
  peers?: CertificateMatch,
): Credentials | undefined {
  const trustpoint = out.input.config.trustpoints.find((one) => one.name === name);
  if (trustpoint === undefined) {
    out.problem(by, `crypto pki trustpoint ${name} is not configured`);
    return undefined;
  }
  const line = `crypto pki trustpoint ${name}`;
  const read = (path: string): string | undefined => {
    const text = out.input.readFile(path);
    if (text === undefined) out.problem(line, `${path} cannot be read`);
    return text;
  };
  const authorities = trustpoint.caCertificates.flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : text.split(separator).filter((one) => one.includes('BEGIN CERTIFICATE'));
  });
  if (authorities.length === 0) {
    out.problem(line, 'it has no certificate of an authority');
    return undefined;
  }
  authorities.forEach((data, index) => {
    const message = { type: 'X509', flag: 'CA', data };
    out.load({ command: 'load-cert', name: nameOf('ca', name, index + 1), message, line });
  });
  const signers = authorities.filter((pem) => peers?.issuer(pem) ?? true);
  if (signers.length === 0) {
    out.problem(peers?.line ?? line, `no authority of trustpoint ${name} has such an issuer-name`);
    return undefined;
  }
  const own = trustpoint.certificate === undefined ? undefined : read(trustpoint.certificate);
  const key = trustpoint.privateKey === undefined ? undefined : read(trustpoint.privateKey);
  if (key !== undefined)
    out.load({ command: 'load-key', name: nameOf('key-of', name), message: { type: 'any', data: key }, line });
  // A file may hold the certificates between this box's and the authority's, too.
  const [certificate, ...between] = (own ?? '').split(separator).filter((one) => one.includes('BEGIN CERTIFICATE'));
  between.forEach((data, index) => {
    const message = { type: 'X509', data };
    out.load({ command: 'load-cert', name: nameOf('chain', name, index + 1), message, line });
  });
  return {
    local: { auth: 'pubkey', ...(certificate === undefined ? {} : { certs: [certificate] }) },
    remote: { auth: 'pubkey', cacerts: signers, revocation: revocation(trustpoint) },
  };
}

/** `none` as the last resort lets in whom no list can be had about; IOS's default is that a list must be had. */
function revocation({ revocationCheck = ['crl'] }: Trustpoint): string {
  return revocationCheck.includes('none') ? 'relaxed' : 'ifuri';
}
