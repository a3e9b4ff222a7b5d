import { choice, IPV4, IPV4_MASK, kept, kw, LINE, opt, Refusal, seq, WORD } from '../../ios/index.ts';
import { type KeptTable, keptBlock, keptLines, keptMode, keptSyntax } from './kept-table.ts';
import { globalMode } from './modes.ts';
import { sealSecret, secretArgument, secretWord } from './secrets.ts';
import { after } from './words.ts';

/** IPsec configuration, kept so that it loads; its keys are sealed. */

const block = (spec: string, id: string, title: string, table: KeptTable = {}) =>
  keptBlock(keptSyntax(spec, title), keptMode(id, title), table);

const mapLines: KeptTable = {
  'Security associations': ['set +', 'match +', 'reverse-route *', 'qos +', 'description +'],
};
const keyringMode = keptMode('conf-keyring', 'Keyring');
const groupMode = keptMode('config-isakmp-group', 'Group of remote clients');
const crypto = kw('crypto', 'Encryption');
const summary = 'Kept without effect.';

export const keptCrypto = [
  ...keptLines(globalMode, {
    'Internet key exchange': [
      'crypto isakmp keepalive +',
      'crypto isakmp nat +',
      'crypto isakmp identity +',
      'crypto isakmp enable *',
      'crypto isakmp invalid-spi-recovery',
      'crypto isakmp aggressive-mode +',
      'crypto isakmp xauth +',
      'crypto isakmp fragmentation',
      'crypto isakmp client configuration address-pool +',
    ],
    Encryption: [
      'crypto ipsec security-association +',
      'crypto ipsec df-bit +',
      'crypto ipsec fragmentation +',
      'crypto ipsec nat-transparency +',
      'crypto engine *',
      'crypto call admission +',
      'crypto logging +',
      'crypto session +',
      'crypto mib +',
    ],
  }),
  ...block('crypto isakmp policy +', 'config-isakmp', 'IKE policy', {
    'What is proposed': ['encr +', 'encryption +', 'authentication +', 'hash +', 'group +', 'lifetime +'],
  }),
  kept(
    globalMode,
    seq({
      _crypto: crypto,
      _isakmp: kw('isakmp', 'Internet key exchange'),
      _key: kw('key', 'Secret shared with a peer'),
      key: secretWord,
      peer: LINE('The peer'),
    }),
    {
      summary,
      seal(value, env) {
        const key = sealSecret(value.key, env);
        return key instanceof Refusal ? key : { ...value, key };
      },
    },
  ),
  ...block('crypto isakmp peer +', 'config-isakmp-peer', 'IKE peer', { 'IKE peer': ['description +'] }),
  ...keptBlock(keptSyntax('crypto isakmp client configuration group +', 'Group of remote clients'), groupMode, {
    'Group of remote clients': ['pool +', 'acl +', 'domain +', 'dns +', 'wins +', 'save-password', 'max-users +'],
  }),
  kept(groupMode, seq({ _key: kw('key', 'Secret shared with the clients'), key: secretArgument }), {
    summary,
    single: true,
    seal(value, env) {
      const key = sealSecret(value.key, env);
      return key instanceof Refusal ? key : { key };
    },
  }),
  ...keptBlock(keptSyntax('crypto keyring +', 'Keyring'), keyringMode, {
    Keyring: ['description +', 'local-address +'],
  }),
  kept(
    keyringMode,
    seq({
      _shared: kw('pre-shared-key', 'Secret shared with a peer'),
      $peer: choice(
        seq({ address: after('address', 'By address', IPV4('Address')), mask: opt(IPV4_MASK('Mask')) }),
        seq({ hostname: after('hostname', 'By name', WORD('Name')) }),
      ),
      _key: kw('key', 'The secret'),
      key: secretArgument,
    }),
    {
      summary,
      seal(value, env) {
        const key = sealSecret(value.key, env);
        return key instanceof Refusal ? key : { ...value, key };
      },
    },
  ),
  ...block('crypto isakmp profile +', 'conf-isa-prof', 'IKE profile', {
    'IKE profile': [
      'vrf +',
      'description +',
      'keyring +',
      'match +',
      'client +',
      'isakmp +',
      'accounting +',
      'self-identity +',
      'virtual-template +',
      'keepalive +',
      'initiate +',
      'local-address +',
    ],
  }),
  ...block('crypto ipsec transform-set +', 'cfg-crypto-trans', 'Transform set', { 'Transform set': ['mode +'] }),
  ...block('crypto ipsec profile +', 'ipsec-profile', 'IPsec profile', mapLines),
  ...block('crypto dynamic-map +', 'config-crypto-map-dynamic', 'Dynamic crypto map', mapLines),
  ...block('crypto map +', 'config-crypto-map', 'Crypto map', mapLines),
];
