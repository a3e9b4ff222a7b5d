/**
 * Lines about tunnels, and what charon hears of when one of them goes: `clients` (IKEv1 with users), `site` (IKEv2, by a
 * static entry), `spare` (IKEv1, without a tunnel), keys and pools.
 */

/** What is there before tunnels come up. Nobody is at 10.9.0.44 and 10.9.0.77. */
export const before = `aaa accounting network VPN start-stop group radius
username joe password joe-word
ip local pool ADDRESSES 10.99.0.1 10.99.0.9
crypto logging session
crypto isakmp policy 1
 encryption aes
 hash sha256
 authentication pre-share
 group 14
 lifetime 7200
crypto isakmp key spare-key address 10.9.0.44
crypto isakmp peer address 10.9.0.44
crypto isakmp client configuration group SALES
 key sales-secret
 dns 10.1.0.53
 domain sales.example
 pool ADDRESSES
 acl 120
 max-users 9
crypto keyring RING1
 pre-shared-key address 10.9.0.45 key other-key
crypto ikev2 proposal MODERN
 encryption aes-cbc-256
 integrity sha512
 group 19
crypto ikev2 policy MODERN
 proposal MODERN
crypto ikev2 keyring RING2
 peer site
  address 10.9.0.3
  pre-shared-key site-key
crypto ikev2 profile SITE
 match identity remote fqdn site.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING2
 ivrf blue
 aaa accounting psk VPN
crypto ikev2 profile LAST
 match identity remote fqdn last.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING2
crypto ipsec transform-set TS1 esp-aes esp-sha-hmac
crypto ipsec transform-set TS2 esp-aes 256 esp-sha256-hmac
crypto ipsec transform-set TS3 esp-aes 256 esp-sha-hmac
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.3
 set security-association lifetime seconds 3000
 set transform-set TS2
 set ikev2-profile SITE
 match address 101
crypto map LAB 20 ipsec-isakmp
 set peer 10.9.0.44
 set transform-set TS3
 match address 102
crypto map LAB 60000 ipsec-isakmp
 set peer 10.9.0.77
 set transform-set TS3
 set ikev2-profile LAST
 match address 103
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 10.4.0.0 0.0.0.255
access-list 103 permit ip 10.1.0.0 0.0.0.255 10.7.0.0 0.0.0.255
access-list 120 permit ip 10.1.0.0 0.0.0.255 any
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** The steps of the guide, “Configuring IPsec VPN Accounting”, that make the clients' connection. */
export const steps = `aaa authentication login USERS local
aaa authorization network GROUPS local
aaa session-id common
crypto isakmp profile CLIENTS
 vrf red
 match identity group SALES
 client authentication list USERS
 isakmp authorization list GROUPS
 client configuration address respond
 accounting VPN
crypto dynamic-map REMOTES 1
 set transform-set TS1
 set isakmp-profile CLIENTS
 reverse-route
crypto map LAB 40 ipsec-isakmp dynamic REMOTES
radius-server vsa send accounting
`;

const written = `
crypto isakmp profile CLIENTS
                  | description people
                  | vrf red
clients key pool  | match identity group SALES
clients           | match identity address 10.9.0.45 255.255.255.255
clients           | client authentication list USERS
clients key       | client authentication username box password box-word
clients key pool  | isakmp authorization list GROUPS
clients pool      | client configuration address respond
                  | client configuration address initiate
                  | client configuration group SALES
                  | client pki authorization list GROUPS
                  | accounting VPN
                  | keyring RING1
clients           | self-identity fqdn gw.lab
clients           | keepalive 20 retry 5
                  | initiate mode aggressive
                  | local-address 10.9.0.1
                  | ca trust-point NONE
                  | match certificate NONE
                  | qos-group 3
crypto isakmp client configuration group SALES
clients key pool  | key sales-secret
pool              | dns 10.1.0.53
pool              | wins 10.1.0.54
pool              | domain sales.example
clients pool      | pool ADDRESSES
pool              | acl 120
pool              | split-dns in.example
pool              | backup-gateway 10.9.0.5
pool              | save-password
pool              | include-local-lan
pool              | pfs
                  | group-lock
                  | max-users 9
                  | max-logins 2
pool              | netmask 255.255.255.0
pool              | banner #Hello#
                  | access-restrict FastEthernet0/0
crypto isakmp policy 1
clients spare     | encryption aes
clients spare     | hash sha256
clients spare     | authentication pre-share
clients spare     | group 14
clients spare     | lifetime 7200
crypto keyring RING1
key               | pre-shared-key address 10.9.0.45 key other-key
                  | description keys
                  | local-address 10.9.0.1
crypto isakmp peer address 10.9.0.44
                  | description the spare one
spare             | set aggressive-mode client-endpoint fqdn gw.lab
                  | set aggressive-mode password aggressive-word
crypto dynamic-map REMOTES 1
                  | description clients
clients           | set peer 10.9.0.2
clients           | set transform-set TS1
clients           | set isakmp-profile CLIENTS
clients key       | set ikev2-profile SITE
clients           | set pfs group14
clients           | set security-association lifetime seconds 1000
clients           | set security-association lifetime kilobytes 100000
clients           | set security-association idle-time 600
clients           | set security-association replay window-size 128
                  | reverse-route
clients           | match address 120
crypto ikev2 profile SITE
                  | description the site
key site          | match identity remote fqdn site.lab
                  | match address local 10.9.0.1
                  | match fvrf any
                  | match certificate NONE
site              | identity local fqdn gw.lab
key site          | authentication remote pre-share
site              | authentication remote eap query-identity
                  | authentication remote rsa-sig
                  | authentication local pre-share
key               | keyring local RING2
                  | pki trustpoint NONE
site              | dpd 30 5 on-demand
site              | lifetime 5000
                  | ivrf blue
                  | nat keepalive 20
site              | initial-contact force
                  | aaa authentication eap USERS
                  | aaa authorization group psk list GROUPS POLICY
                  | aaa authorization user eap cached
                  | aaa accounting psk VPN
                  | aaa accounting eap VPN
                  | aaa accounting cert VPN
                  | aaa accounting VPN
                  | virtual-template 1
crypto ikev2 keyring RING2 / peer site
key               | address 10.9.0.3
key               | pre-shared-key site-key
                  | description the site
                  | hostname site.lab
                  | identity fqdn site.lab
crypto ikev2 proposal MODERN
site              | encryption aes-cbc-256
site              | integrity sha512
site              | prf sha384
site              | group 19
crypto ikev2 policy MODERN
site              | proposal MODERN
                  | match fvrf any
                  | match address local 10.9.0.1
crypto ikev2 authorization policy POLICY
                  | pool ADDRESSES
                  | dns 10.1.0.53
crypto ikev2 name-mangler NAMES
                  | fqdn hostname
                  | email username
                  | eap prefix delimiter @
crypto pki certificate map RULES 10
                  | subject-name co lab
crypto pki trustpoint EMPTY
                  | ca-certificate file /nonexistent/ca.pem
                  | certificate file /nonexistent/own.pem
                  | private-key file /nonexistent/own.key
                  | revocation-check none
crypto ipsec profile PROFILE
                  | set pfs group14
                  | set transform-set TS1
crypto map LAB 10 ipsec-isakmp
                  | description the site
key site          | set peer 10.9.0.3
site              | set peer 10.9.0.46
site              | set security-association lifetime seconds 3000
site              | set security-association lifetime kilobytes 100000
site              | set security-association idle-time 600
site              | set security-association replay window-size disable
site              | set transform-set TS2
site              | set pfs group19
key site          | set ikev2-profile SITE
site              | match address 101
                  | reverse-route
site              | set initiate never
crypto map LAB 20 ipsec-isakmp
spare             | set isakmp-profile NONE
crypto ipsec transform-set TS2 esp-aes 256 esp-sha256-hmac
site              | mode transport
vrf definition red
                  | rd 1:1
                  | description inside
interface FastEthernet0/0
                  | description outside
site              | vrf forwarding front

key spare         | crypto isakmp key spare-key address 10.9.0.44
key               | crypto isakmp key new-key address 10.9.0.46 no-xauth
key               | crypto isakmp key host-key hostname spoke.example
clients spare     | crypto isakmp keepalive 20 3
                  | crypto isakmp nat keepalive 20
clients spare     | crypto isakmp identity hostname
clients key       | crypto isakmp aggressive-mode disable
                  | crypto isakmp xauth timeout 30
                  | crypto isakmp fragmentation
clients key spare | no crypto isakmp enable
                  | crypto isakmp client configuration address-pool local ADDRESSES
site              | crypto ikev2 dpd 30 5 periodic
                  | crypto ikev2 nat keepalive 20
                  | crypto ikev2 cookie-challenge 10
                  | crypto ikev2 fragmentation
clients spare     | crypto ipsec security-association lifetime seconds 2000
clients site spare | crypto ipsec security-association lifetime kilobytes 100000
clients site spare | crypto ipsec security-association idle-time 600
clients site spare | crypto ipsec security-association replay window-size 128
                  | crypto map LAB client accounting list VPN
spare             | crypto map LAB client authentication list USERS
                  | crypto map LAB client configuration address respond
                  | crypto map LAB isakmp authorization list GROUPS
spare             | crypto map LAB isakmp-profile CLIENTS
                  | crypto map LAB local-address FastEthernet0/0
clients key pool  | crypto map LAB 40 ipsec-isakmp dynamic REMOTES
site              | access-list 101 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
spare             | access-list 102 permit ip 10.1.0.0 0.0.0.255 10.4.0.0 0.0.0.255
pool              | access-list 120 permit ip 10.1.0.0 0.0.0.255 any
clients pool      | ip local pool ADDRESSES 10.99.0.1 10.99.0.9
                  | crypto logging session
                  | crypto logging ikev2
                  | crypto session layout classic
                  | crypto session stats history 10

clients spare     | crypto isakmp policy 1
                  | crypto isakmp peer address 10.9.0.44
clients key pool  | crypto isakmp client configuration group SALES
key               | crypto keyring RING1
clients key pool  | crypto isakmp profile CLIENTS
site              | crypto ikev2 proposal MODERN
site              | crypto ikev2 policy MODERN
key               | crypto ikev2 keyring RING2
key site          | crypto ikev2 profile SITE
site              | crypto ipsec transform-set TS2 esp-aes 256 esp-sha256-hmac
clients key pool  | crypto dynamic-map REMOTES 1
key site          | crypto map LAB 10 ipsec-isakmp
`;

/** A line with the lines that lead to its mode. */
export interface Typed {
  readonly mode: readonly string[];
  readonly line: string;
}

/** The lines of a configuration, each with its mode. */
export function typedOf(text: string): Typed[] {
  const open: string[] = [];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const depth = /^ */.exec(line)?.[0].length ?? 0;
      open.splice(depth, open.length, line.trim());
      return { mode: open.slice(0, depth), line: line.trim() };
    });
}

/** Each line, and what charon is told of, sorted. */
export const table: readonly (Typed & { readonly told: string })[] = (() => {
  let mode: readonly string[] = [];
  return written
    .slice(1)
    .split('\n')
    .flatMap((row) => {
      const [told = '', line] = row.split('| ');
      if (line !== undefined) return [{ mode, line, told: told.trim() }];
      mode = row === '' ? [] : row.split(' / ');
      return [];
    });
})();
