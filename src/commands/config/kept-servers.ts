import { kept, kw, Refusal, seq } from '../../ios/index.ts';
import { keptLines } from './kept-table.ts';
import { radiusGroupMode, radiusServerMode, tacacsGroupMode, tacacsServerMode } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';

/** Lines of servers and server groups that do nothing here: TLS, caches, attribute filters. */
export const keptServerLines = [
  ...keptLines(radiusServerMode, { 'RADIUS over TLS': ['tls +', 'dtls +'] }),
  kept(
    radiusServerMode,
    seq({
      _pac: kw('pac', 'Protected access credential'),
      _key: kw('key', 'Key of the credential'),
      key: secretArgument,
    }),
    {
      summary: 'Kept without effect.',
      single: true,
      seal(value, env) {
        const key = sealSecret(value.key, env);
        return key instanceof Refusal ? key : { key };
      },
    },
  ),
  ...keptLines(tacacsServerMode, { 'TACACS+ over TLS': ['tls +'] }),
  ...keptLines(radiusGroupMode, {
    'Further settings of the group': [
      'accounting +',
      'authorization +',
      'attribute +',
      'cache +',
      'dscp +',
      'mac-delimiter +',
      'throttle +',
      'ipv6 radius +',
      'ipv6 vrf +',
    ],
  }),
  ...keptLines(tacacsGroupMode, {
    'Further settings of the group': [
      'accounting +',
      'cache +',
      'dns-alias-lookup',
      'pick-method +',
      'ipv6 tacacs +',
      'ipv6 vrf +',
    ],
  }),
];
