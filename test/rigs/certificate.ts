import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

/** PEM files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const newKey = 'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
const openssl = (words: string): void =>
  void execFileSync('openssl', words.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] });

/** A certificate of 127.0.0.1 that signs itself, and may sign others, in a directory whose path has no blanks. */
export function makeCertificate(directory: string): Certificate {
  const [certificate, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const names = '-subj /CN=gate.example -addext subjectAltName=IP:127.0.0.1';
  openssl(`${newKey} -x509 -days 2 ${names} -keyout ${key} -out ${certificate}`);
  return { certificate, key };
}

/** A certificate that another signs, beside it. */
export function issueCertificate(authority: Certificate, name: string): Certificate {
  const beside = join(dirname(authority.certificate), name);
  const [request, certificate, key] = [`${beside}.csr`, `${beside}.pem`, `${beside}.key`];
  openssl(`${newKey} -subj /CN=${name} -keyout ${key} -out ${request}`);
  openssl(`x509 -req -in ${request} -CA ${authority.certificate} -CAkey ${authority.key} -days 2 -out ${certificate}`);
  return { certificate, key };
}
