import { choice, kw, type Rule, refuse, seq, toggle, WORD } from '../../ios/index.ts';
import { NAME } from './crypto/words.ts';
import { amendHttp, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { http, ip } from './words.ts';

const file = (help: string): Rule<string> => WORD(help, { max: 4096 });

/** Lines of `ip http` about TLS: whose certificate the HTTPS server has, who gets in by one, which versions it speaks. */
export const httpsSettings = [
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _certificate: kw('certificate', 'Certificate of the HTTPS server'),
      certificate: file('File of the certificate and its chain, PEM'),
      _key: kw('key', 'Its private key'),
      key: file('File of the private key, PEM'),
    }),
  )({
    summary: 'Names the certificate of the HTTPS server.',
    extension: true,
    get: ({ http }) => http.certificate,
    set: (config, typed) =>
      amendHttp(config, { certificate: typed && { certificate: typed.certificate, key: typed.key } }),
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _trustpoint: kw('secure-trustpoint', 'Whose certificate the HTTPS server has'),
      name: NAME('Name of the trustpoint'),
    }),
  )({
    summary: 'Gives the HTTPS server the certificate of a trustpoint; it goes before `ip http certificate`.',
    notes: 'The trustpoint needs `certificate file` and `private-key file`. Without them the server stays closed.',
    get: ({ http: { secureTrustpoint: name } }) => (name === undefined ? undefined : { name }),
    set: (config, typed) => amendHttp(config, { secureTrustpoint: typed?.name }),
  }),
  toggle(
    globalMode,
    seq({ _ip: ip, _http: http, _auth: kw('secure-client-auth', 'Ask clients for a certificate') }),
  )({
    summary: 'Lets in by HTTPS only who has a certificate that an authority of the trustpoint signed.',
    notes: 'Needs `ip http secure-trustpoint`, and `ca-certificate file` in it. Users sign in all the same.',
    get: ({ http }) => http.secureClientAuth === true,
    set: (config, on) => amendHttp(config, { secureClientAuth: on || undefined }),
  }),
  value(
    globalMode,
    seq({
      _ip: ip,
      _http: http,
      _version: kw('tls-version', 'Which TLS the HTTPS server speaks'),
      version: choice(
        kw('TLSv1.0', 'Refused'),
        kw('TLSv1.1', 'Refused'),
        kw('TLSv1.2', 'TLS 1.2 and 1.3'),
        kw('TLSv1.3', 'TLS 1.3 alone'),
      ),
    }),
  )({
    summary: 'Sets the oldest version of TLS that the HTTPS server speaks.',
    defaultText: 'TLSv1.2',
    get: ({ http: { tlsVersion: version } }) => (version === undefined ? undefined : { version }),
    set: (config, typed) =>
      typed?.version === 'TLSv1.0' || typed?.version === 'TLSv1.1'
        ? refuse('% TLS 1.0 and 1.1 are not spoken here; TLSv1.2 or TLSv1.3')
        : amendHttp(config, { tlsVersion: typed?.version }),
  }),
];
