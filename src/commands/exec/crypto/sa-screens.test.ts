import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IsakmpPeerView } from '../../../sources/ipsec/snapshot.ts';
import { bounds, showIkev2Sas, showIkev2Sessions } from './ikev2-screens.ts';
import { showIpsecSas } from './ipsec-sa-screen.ts';
import { showIsakmpCount, showIsakmpSaDetail, showIsakmpSas, showPeerConfig, showPeers } from './isakmp-screens.ts';
import { client, ikeView, negotiating, now, saView, sessionView, site } from './testing/views.ts';

const v6 = ikeView({
  ...{ connId: 29_610, initiator: true, insideVrf: 'BLUE', capabilities: ['D'] },
  ...{ local: { address: '100:0:10::2', port: 500 }, remote: { address: '100:13:220::2', port: 500 } },
});
const isakmp = [
  ...client.ikeSas,
  ...negotiating.ikeSas,
  ikeView({ connId: 29_188, status: 'deleted', authentication: 'rsa-sig', integrity: 'HMAC_SHA2_256_128' }),
  v6,
];

test('show crypto isakmp sa: responder, initiator, state', () => {
  assert.equal(
    showIsakmpSas(isakmp),
    `IPv4 Crypto ISAKMP SA
dst             src             state          conn-id status
172.28.100.1    172.31.100.2    QM_IDLE             17 ACTIVE
10.1.1.8        10.1.1.4        MM_NO_STATE          0 ACTIVE
10.1.1.4        10.1.1.3        MM_NO_STATE      29188 ACTIVE (deleted)

IPv6 Crypto ISAKMP SA

 dst: 100:13:220::2
 src: 100:0:10::2
 state: QM_IDLE         conn-id:  29610 status: ACTIVE
`,
  );
  const half = { ...negotiating.ikeSas[0], status: 'negotiating', responderSpi: 'b1', aggressive: true } as const;
  assert.match(showIsakmpSas([ikeView(half)]), / AG_INIT_EXCH /);
  assert.match(showIsakmpSas([ikeView({ ...half, aggressive: false })]), / MM_KEY_EXCH /);
});

test('show crypto isakmp sa detail, and count', () => {
  assert.equal(
    showIsakmpSaDetail(isakmp),
    `Codes: C - IKE configuration mode, D - Dead Peer Detection
       K - Keepalives, N - NAT-traversal
       T - cTCP encapsulation, X - IKE Extended Authentication
       psk - Preshared key, rsig - RSA signature
       renc - RSA encryption
IPv4 Crypto ISAKMP SA

C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.

17    172.28.100.1    172.31.100.2    cisco  ACTIVE aes  sha    psk  14 22:03:24 CDNX
       Engine-id:Conn-id =  SW:17

18    10.1.1.4        10.1.1.8               ACTIVE aes  sha    psk  14 0            
       Engine-id:Conn-id =  SW:18

29188 10.1.1.4        10.1.1.3               ACTIVE aes  sha256 rsig 14 22:03:24     
       Engine-id:Conn-id =  SW:29188

IPv6 Crypto ISAKMP SA

29610 100:0:10::2     100:13:220::2   BLUE   ACTIVE aes  sha    psk  14 22:03:24 D   
       Engine-id:Conn-id =  SW:29610
`,
  );
  assert.equal(
    showIsakmpCount(isakmp),
    `Active ISAKMP SA's: 2
Standby ISAKMP SA's: 0
Currently being negotiated ISAKMP SA's: 1
Dead ISAKMP SA's: 1`,
  );
});

test('show crypto isakmp peers: one that is only described, as in the guide, and one that is connected', () => {
  const described: IsakmpPeerView = {
    ...{ remote: { address: '10.2.2.9', port: 500 }, local: undefined, phase1Id: undefined, version: 1 },
    ...{ description: 'connection from site A', configured: true, frontVrf: undefined },
  };
  assert.equal(
    showPeers([described]),
    `Peer: 10.2.2.9 Port: 500
  Description: connection from site A
  flags: PEER_POLICY`,
  );
  const other = { ...described, configured: false, description: undefined, phase1Id: '15.0.0.1' };
  assert.equal(
    showPeers([other, { ...described, local: { address: '25.0.0.1', port: 500 }, phase1Id: 'ezvpn' }]),
    `Peer: 10.2.2.9 Port: 500
  Phase1 id: 15.0.0.1
Peer: 10.2.2.9 Port: 500 Local: 25.0.0.1
  Description: connection from site A
  Phase1 id: ezvpn
  flags: PEER_POLICY`,
  );
  assert.equal(
    showPeerConfig([site, client]),
    'Client-Public-Addr=172.31.100.2:4500; Client-Assigned-Addr=10.13.13.1; Client-Group=cclient; Client-User=joe@cclient;',
  );
});

const dpd = () => ({ seconds: 60, retry: 3 });

test('show crypto ikev2 sa, and detailed', () => {
  assert.equal(
    showIkev2Sas(site.ikeSas, [site], { detail: false, now, deadPeers: dpd, lifetime: () => undefined }),
    ` IPv4 Crypto IKEv2  SA 

Tunnel-id Local                 Remote                fvrf/ivrf            Status 
1         192.0.2.2/500         192.0.2.1/500         myf/myi              READY  
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/38157 sec

 IPv6 Crypto IKEv2  SA 
`,
  );
  const eap = { ...site, username: 'eve', assignedAddress: '10.99.0.1' };
  const [first] = site.ikeSas;
  const sa = ikeView({ ...first, initiator: false, authentication: 'eap', capabilities: ['N'] });
  const [, , , ...lines] = showIkev2Sas([sa], [{ ...eap, ikeSas: [sa] }], {
    detail: true,
    now,
    deadPeers: dpd,
    lifetime: () => undefined,
  }).split('\n');
  assert.equal(
    lines.join('\n'),
    `1         192.0.2.2/500         192.0.2.1/500         myf/myi              READY  
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:14, Auth sign: RSA, Auth verify: EAP
      Life/Active Time: 86400/38157 sec
      CE id: 0, Session-id: 1
      Status Description: Negotiation done
      Local spi: 74AD695CF23C4805       Remote spi: 6F86196AB2C574E3
      Local id: gw.example
      Remote id: host.example
      Remote EAP id: eve
      Local req msg id:  0              Remote req msg id:  0         
      Local next msg id: 0              Remote next msg id: 0         
      Local req queued:  0              Remote req queued:  0         
      Local window:      1              Remote window:      1         
      DPD configured for 60 seconds, retry 3
      Fragmentation not  configured.
      Dynamic Route Update: disabled
      Extended Authentication configured.
      NAT-T is detected
      Cisco Trust Security SGT is disabled
      Assigned host addr: 10.99.0.1
      Initiator of SA : No

 IPv6 Crypto IKEv2  SA 
`,
  );
  assert.match(
    showIkev2Sas([{ ...v6, version: 2 }], [], { detail: false, now, deadPeers: dpd, lifetime: () => undefined }),
    /^Tunnel-id {4}fvrf\/ivrf {14}Status\n29610 {6}none\/BLUE {12}READY\nLocal {2}100:0:10::2\/500\nRemote {2}100:13:220::2\/500\n {6}Encr/m,
  );
});

test('show crypto ikev2 session: SAs that were replaced are not among the children', () => {
  const screen = { detail: false, now, deadPeers: dpd, lifetime: () => undefined };
  assert.equal(
    showIkev2Sessions([site, client, sessionView({ ...site, up: undefined, ikeSas: [] })], screen),
    ` IPv4 Crypto IKEv2 Session 

Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1

Tunnel-id Local                 Remote                fvrf/ivrf            Status 
1         192.0.2.2/500         192.0.2.1/500         myf/myi              READY  
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/38157 sec
Child sa: local selector  20.20.20.0/0 - 20.20.20.255/65535
          remote selector 10.10.10.0/0 - 10.10.10.255/65535
          ESP spi in/out: 0x658F7C11/0x397C36EE  

 IPv6 Crypto IKEv2 Session 
`,
  );
  assert.match(
    showIkev2Sessions([site], { ...screen, detail: true }),
    /Initiator of SA : Yes\nChild sa: [\s\S]*\n {10}AH spi in\/out: 0x0\/0x0 {2}\n {10}CPI in\/out: 0x0\/0x0 {2}\n {10}Encr: AES-CBC, keysize: 256, esp_hmac: SHA256\n {10}ah_hmac: None, comp: IPCOMP_NONE, mode tunnel\n/,
  );
  const [flow] = site.flows;
  assert.ok(flow);
  const wide = { ...site, flows: [flow, { ...flow, local: '20.20.30.0/24', remotePort: '80' }] };
  assert.match(
    showIkev2Sessions([wide], { ...screen, lifetime: () => 600 }),
    /CHILD count:1\n[\s\S]*Time: 600\/38157 sec\nChild sa: local selector {2}20\.20\.20\.0.*\n {10}local selector {2}20\.20\.30\.0.*\n {10}remote selector 10\.10\.10\.0\/0 - 10\.10\.10\.255\/65535\n {10}remote selector 10\.10\.10\.0\/80 - 10\.10\.10\.255\/80\n {10}ESP/,
  );
  assert.deepEqual(bounds('10.0.0.9..10.0.1.2'), ['10.0.0.9', '10.0.1.2']);
  assert.deepEqual(bounds('0.0.0.0/0'), ['0.0.0.0', '255.255.255.255']);
  assert.deepEqual(bounds('2001:db8::/47'), ['2001:DB8::', '2001:DB8:1:FFFF:FFFF:FFFF:FFFF:FFFF']);
});

test('show crypto ipsec sa: flows with their SAs in both directions, flows without', () => {
  const text = showIpsecSas([site], { detail: false, volume: () => 4_608_000, window: 64 });
  const [first = '', second = ''] = text.split('\n\n   protected vrf: myi\n').slice(1);
  assert.match(
    text,
    /^\ninterface: GigabitEthernet3\n {4}Crypto map tag: vpn, local addr 192\.0\.2\.2\n\n {3}protected vrf: myi\n/,
  );
  assert.equal(
    first,
    `   local  ident (addr/mask/prot/port): (20.20.20.0/255.255.255.0/0/0)
   remote ident (addr/mask/prot/port): (10.10.10.0/255.255.255.0/0/0)
   current_peer 192.0.2.1 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 9, #pkts encrypt: 9, #pkts digest: 9
    #pkts decaps: 12, #pkts decrypt: 12, #pkts verify: 12
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 0, #recv errors 0

     local crypto endpt.: 192.0.2.2, remote crypto endpt.: 192.0.2.1
     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet3
     current outbound spi: 0x397C36EE(964441838)
     PFS (Y/N): Y, DH group: group19

     inbound esp sas:
      spi: 0x658F7C11(1703902225)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: 3, flow_id: SW:3, sibling_flags 80000040, crypto map: vpn
        sa timing: remaining key lifetime (k/sec): (4608000/1937)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x397C36EE(964441838)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: 4, flow_id: SW:4, sibling_flags 80000040, crypto map: vpn
        sa timing: remaining key lifetime (k/sec): (4608000/1937)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:`,
  );
  assert.match(
    second,
    /plaintext mtu 1500, .*\n.*spi: 0x0\(0\)\n.*N, DH group: none\n\n {5}inbound esp sas:\n\n {5}inbound ah sas:/,
  );
  const [udp] =
    showIpsecSas([client], { detail: true, volume: () => undefined, window: 0 }).match(/plaintext.*?,/) ?? [];
  assert.equal(udp, 'plaintext mtu 1422,');
  const ah = sessionView({
    flows: [{ ...client.flows[0]!, sas: [saView({ protocol: 'AH', encryption: '', keySize: 0, mode: 'transport' })] }],
  });
  assert.match(
    showIpsecSas([ah], { detail: true, volume: () => undefined, window: 128 }),
    /inbound esp sas:\n\n {5}inbound ah sas:\n {6}spi: .*\n {8}transform: ah-sha-hmac ,\n {8}in use settings =\{Transport, \}[\s\S]*IV size: 0 bytes\n {8}replay detection support: Y {2}replay window size: 128\n/,
  );
});
