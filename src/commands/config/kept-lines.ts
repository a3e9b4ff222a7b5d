import { kept, kw, Refusal, seq } from '../../ios/index.ts';
import { interfaceMode } from './crypto/network.ts';
import { keptLines } from './kept-table.ts';
import { lineMode } from './modes.ts';
import { sealSecret, secretArgument } from './secrets.ts';

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
  'Further protocols': ['authorization arap +', 'authorization reverse-access +', 'authorization configuration +'],
});

const chapPassword = seq({
  _ppp: kw('ppp', 'PPP'),
  _protocol: kw('chap', 'CHAP'),
  _password: kw('password', 'Password of this side'),
  password: secretArgument,
});
export const keptInterfaceLines = [
  ...keptLines(interfaceMode, {
    Addresses: [
      'ip address dhcp *',
      'ip address negotiated *',
      'ip unnumbered +',
      'ip route-cache',
      'ip mroute-cache',
      'ip mtu +',
      'ip nat inside',
      'ip nat outside',
      'ip access-group +',
      'ip helper-address +',
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
      'ipv6 address autoconfig *',
      'ipv6 address dhcp *',
      'ipv6 enable',
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
];
