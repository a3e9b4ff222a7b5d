import { choice, kept, kw, many, Refusal, seq, WORD } from '../../../ios/index.ts';
import type { Trustpoint } from '../../../sources/ipsec/config.ts';
import { keptBlock, keptLines, keptMode, keptSyntax } from '../kept-table.ts';
import { globalMode } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { excluding, including, linesOf, namedIn } from './lines-of.ts';
import { trustpointMode } from './modes.ts';
import { crypto, NAME } from './words.ts';

/** `crypto pki trustpoint NAME`: where the certificates are. */

const trustpoints = namedIn<Trustpoint>(
  ({ trustpoints: all }) => all,
  (all) => ({ trustpoints: all }),
  (name) => ({ name, caCertificates: [] }),
);
const { one, several } = linesOf(trustpointMode, trustpoints);

const path = WORD('Absolute path of a PEM file', {
  max: 1000,
  shape: 'PATH',
  pattern: /^\/./,
  sample: (random) => `/etc/z${Math.floor(random() * 1e6)}.pem`,
});
const file = (word: string, help: string) => ({
  _word: kw(word, help),
  _file: kw('file', 'In a file'),
  path,
});

export const trustpointSettings = [
  trustpoints.section(
    globalMode,
    seq({
      _crypto: crypto,
      _pki: choice(kw('pki', 'Certificates'), kw('ca', 'Certificates')),
      _trustpoint: kw('trustpoint', 'Whose certificates count'),
      name: NAME('Name of the trustpoint'),
    }),
    trustpointMode,
    { summary: 'Names certificates: that of this box, and those that certificates of peers are checked against.' },
  ),
  one(
    seq(file('certificate', 'Certificate of this box')),
    { extension: true, summary: 'Says where the certificate of this box is.' },
    ({ certificate }) => (certificate === undefined ? undefined : { path: certificate }),
    (typed) => ({ certificate: typed?.path }),
  ),
  one(
    seq(file('private-key', 'Private key of this box')),
    { extension: true, summary: 'Says where the private key of this box is; it must not be encrypted.' },
    ({ privateKey }) => (privateKey === undefined ? undefined : { path: privateKey }),
    (typed) => ({ privateKey: typed?.path }),
  ),
  several(
    seq(file('ca-certificate', 'Certificate of an authority')),
    { extension: true, summary: 'Says where a certificate is that those of peers are checked against.' },
    ({ caCertificates }) => caCertificates.map((held) => ({ path: held })),
    ({ caCertificates }, { path: added }) => ({ caCertificates: including(caCertificates, added) }),
    ({ caCertificates }, { path: gone }) => ({ caCertificates: excluding(caCertificates, gone) }),
  ),
  one(
    seq({
      _check: kw('revocation-check', 'Certificates that were called back'),
      methods: many(choice(kw('crl', 'By a list'), kw('ocsp', 'By asking the authority'), kw('none', 'Not at all')), {
        max: 3,
      }),
    }),
    { summary: 'Says how certificates are checked that were called back; the methods are tried in order.' },
    ({ revocationCheck: methods }) => (methods === undefined ? undefined : { methods }),
    (typed) => ({ revocationCheck: typed && [...new Set(typed.methods)] }),
  ),
  kept(trustpointMode, seq({ _password: kw('password', 'Of the enrolment'), password: secretArgument }), {
    summary: 'Kept without effect.',
    single: true,
    seal(typed, env) {
      const password = sealSecret(typed.password, env);
      return password instanceof Refusal ? password : { password };
    },
  }),
  ...keptLines(trustpointMode, {
    'How certificates were got': [
      'enrollment +',
      'auto-enroll *',
      'authorization +',
      'chain-validation *',
      'crl +',
      'eku +',
      'fingerprint +',
      'fqdn +',
      'hash +',
      'ip-address +',
      'match certificate +',
      'primary',
      'regenerate',
      'rsakeypair +',
      'eckeypair +',
      'serial-number *',
      'source interface +',
      'storage +',
      'subject-name +',
      'subject-alt-name +',
      'usage +',
      'vrf +',
    ],
  }),
];

const block = (spec: string, id: string, title: string) => keptBlock(keptSyntax(spec, title), keptMode(id, title), {});

/** Certificates written out in the configuration, and what else Tollgate can't act on. */
export const keptCrypto = [
  ...block('crypto pki certificate chain +', 'config-cert-chain', 'Certificates written out'),
  ...block('crypto pki server +', 'cs-server', 'Certificate authority'),
  ...block('crypto identity +', 'config-crypto-identity', 'Names of this box'),
  ...block('crypto gdoi group +', 'config-gdoi-group', 'Group of tunnels'),
  ...block('crypto ikev2 cluster', 'config-ikev2-cluster', 'Cluster of gateways'),
  ...block('crypto ikev2 client flexvpn +', 'config-ikev2-flexvpn', 'This box as an IKEv2 client'),
  ...block('crypto ipsec client ezvpn +', 'config-crypto-ezvpn', 'This box as an IKEv1 client'),
  ...keptLines(globalMode, {
    'Internet key exchange': [
      'crypto isakmp invalid-spi-recovery',
      'crypto isakmp performance',
      'crypto isakmp disconnect-revoked-peers',
      'crypto isakmp default policy',
    ],
    Encryption: [
      'crypto ipsec df-bit +',
      'crypto ipsec fragmentation +',
      'crypto ipsec nat-transparency +',
      'crypto ipsec optional *',
      'crypto ipsec security-association dummy +',
      'crypto ipsec security-association replay disable',
      'crypto engine *',
      'crypto call admission +',
      'crypto logging ezvpn *',
      'crypto mib +',
    ],
  }),
];
