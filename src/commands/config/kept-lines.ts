import { kept, kw, Refusal, seq, WORD } from '../../ios/index.ts';
import { keptBlock, keptLines, keptMode } from './kept-table.ts';
import { lineMode } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';
import { interfaceName } from './words.ts';

/** Lines of `line …` and `interface …` that do nothing here. */

export const keptLineLines = keptLines(lineMode, {
  'Calls and modems': ['autoselect +', 'modem +', 'script +', 'rotary +'],
  'Serial settings': ['stopbits +', 'flowcontrol +', 'databits +', 'parity +', 'txspeed +', 'rxspeed +'],
  'Sessions on the line': [
    'exec',
    'exec prompt +',
    'exec-character-bits +',
    'session-limit +',
    'notify',
    'monitor',
    'motd-banner',
  ],
  'The keyboard': ['escape-character +', 'history *', 'terminal-type +', 'international'],
  'Further protocols': [
    'ipv6 access-class +',
    'authorization arap +',
    'authorization reverse-access +',
    'authorization configuration +',
  ],
});

const interfaceMode = keptMode('config-if', 'Interface');
const chapPassword = seq({
  _ppp: kw('ppp', 'PPP'),
  _protocol: kw('chap', 'CHAP'),
  _password: kw('password', 'Password of this side'),
  password: secretArgument,
});
export const keptInterfaces = [
  ...keptBlock(seq({ _interface: kw('interface', 'An interface'), name: interfaceName }), interfaceMode, {
    Addresses: [
      'ip address *',
      'ip unnumbered +',
      'ip route-cache',
      'ip mroute-cache',
      'ip mtu +',
      'ip nat inside',
      'ip nat outside',
      'ip access-group +',
      'ip helper-address +',
      'ip vrf forwarding +',
      'ip proxy-arp',
      'ip redirects',
      'ip unreachables',
      'ip pim sparse-mode',
      'ip pim dense-mode',
      'ip pim sparse-dense-mode',
      'ip tcp +',
      'ip ospf +',
      'ip policy +',
      'ip virtual-reassembly *',
      'ipv6 address +',
      'ipv6 enable',
      'vrf forwarding +',
      'peer +',
    ],
    PPP: [
      'encapsulation +',
      'ppp authentication +',
      'ppp authorization +',
      'ppp accounting +',
      'ppp multilink *',
      'ppp ipcp +',
      'ppp timeout +',
      'ppp chap hostname +',
      'group-range +',
      'async +',
      'dialer *',
      'dialer-group +',
      'virtual-template +',
      'keepalive *',
      'load-interval +',
    ],
    'The link': [
      'description +',
      'shutdown',
      'duplex +',
      'speed +',
      'bandwidth +',
      'mtu +',
      'media-type +',
      'negotiation *',
      'fair-queue *',
      'hold-queue +',
      'clock rate +',
      'carrier-delay +',
      'arp timeout +',
      'mop +',
      'cdp enable',
      'switchport *',
      'channel-group +',
      'tunnel +',
      'service-policy +',
      'standby +',
      'vrrp +',
      'vrrs +',
      'snmp trap +',
    ],
  }),
  kept(interfaceMode, chapPassword, {
    summary: 'Kept without effect.',
    single: true,
    seal(value, env) {
      const password = sealSecret(value.password, env);
      return password instanceof Refusal ? password : { password };
    },
  }),
  kept(
    interfaceMode,
    seq({
      _crypto: kw('crypto', 'Encryption'),
      _map: kw('map', 'Crypto map of the interface'),
      name: WORD('Name of the crypto map'),
    }),
    { summary: 'Kept without effect.', single: true },
  ),
];
