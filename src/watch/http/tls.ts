import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';
import { err, ok, type Result } from '../../base/result.ts';
import type { HttpConfig, HttpTrustpoint } from './config.ts';

/** Files of the secure server. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Who has no certificate of one of these authorities is turned away; absent: nobody is asked for one. */
  readonly authorities?: readonly string[];
}

/**
 * The files that the configuration names, or why there are none, for the log: the server stays closed then, rather than
 * open for more people than was meant.
 */
export function tlsFiles(config: HttpConfig, trustpoints: readonly HttpTrustpoint[]): Result<TlsFiles, string> {
  const { secureTrustpoint: name, secureClientAuth } = config;
  if (name === undefined) {
    if (secureClientAuth) return err('ip http secure-client-auth needs ip http secure-trustpoint NAME');
    if (config.certificate !== undefined) return ok(config.certificate);
    return err('no certificate is configured (ip http secure-trustpoint NAME, or ip http certificate FILE key FILE)');
  }
  const trustpoint = trustpoints.find((one) => one.name === name);
  if (trustpoint === undefined) return err(`there is no trustpoint ${name} (crypto pki trustpoint ${name})`);
  const { certificate, privateKey: key, caCertificates } = trustpoint;
  if (certificate === undefined) return err(`trustpoint ${name} lacks its certificate (certificate file PATH)`);
  if (key === undefined) return err(`trustpoint ${name} lacks its private key (private-key file PATH)`);
  if (!secureClientAuth) return ok({ certificate, key });
  if (caCertificates.length === 0) return err(`trustpoint ${name} lacks an authority (ca-certificate file PATH)`);
  return ok({ certificate, key, authorities: caCertificates });
}

/** @throws Error when a file can't be read */
export const tlsOptions = ({ certificate, key, authorities }: TlsFiles, { tlsVersion }: HttpConfig): TlsOptions => ({
  minVersion: tlsVersion ?? 'TLSv1.2',
  cert: readFileSync(certificate),
  key: readFileSync(key),
  ...(authorities === undefined
    ? {}
    : { ca: authorities.map((path) => readFileSync(path)), requestCert: true, rejectUnauthorized: true }),
});
