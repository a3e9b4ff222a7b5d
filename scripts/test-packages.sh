#!/usr/bin/env bash
# Makes sure that the Debian packages which the tests need are installed: as root it installs what is missing,
# otherwise, or when that fails, it names the missing ones and fails.
set -u
packages=(
  freeradius freeradius-utils # RADIUS server that judges our records, radclient
  sqlite3                     # FreeRADIUS's SQL yardstick in the benchmarks, and the outside reader of our store
  tshark                      # decodes our TACACS+
  openssh-client              # logs in as a person would
  python3-netmiko ansible rancid inetutils-telnet # automation that expects an IOS device
  tmux                        # what a person sees on a terminal
  inetutils-telnetd rsh-redone-server socat # hosts that users connect to, and cables
  openssh-server              # another one
  hercules c3270 bsdutils     # a 3270 host, and what shows its screens
  socat                       # raw Ethernet frames, for LAT
  ppp net-tools               # pppd and slattach, which carry calls
  user-mode-linux kmod        # a kernel that has PPP and SLIP, for the tests of both
  l2tpns xl2tpd               # an L2TP network server and its callers
  snmp snmpd snmptrapd        # managers, their traps, and an agent to compare with
  hostapd wpasupplicant       # a port with 802.1X, and who comes through it
  ocserv openconnect iputils-ping # a VPN gateway, and who comes by it
  openvpn openvpn-auth-radius # another one, and what makes it ask
  keepalived iproute2         # virtual routers, and namespaces to have two of them
  nftables                    # a router that translates addresses
  strongswan-charon strongswan-swanctl strongswan-libcharon # IPsec gateways and their clients
  libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-standard-plugins
  libstrongswan-extra-plugins strongswan-pki
  prometheus                  # its promtool judges our metrics and alert rules
  chromium                    # the browser that the web page is tested in
  openssl                     # makes certificates
  gcc libc6-dev               # load generator of the benchmarks
)

missing() {
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

command -v dpkg-query >/dev/null || { echo "These tests need Debian's packages: ${packages[*]}" >&2; exit 1; }
wanted=$(missing)
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Missing Debian packages: ${wanted}" >&2
  echo "Install them with: sudo apt-get install --no-install-recommends ${wanted}" >&2
  exit 1
fi
echo "Installing Debian packages for the tests: ${wanted}"
# A policy that forbids it keeps the packages from starting their services.
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT; }
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# Waits for another apt, asks again when a mirror fails, keeps configuration files that somebody changed.
options=(-q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
for attempt in 1 2 3; do
  {
    echo "Attempt $attempt"
    dpkg --configure -a
    # A source of somebody else's that is down doesn't matter as long as Debian's can be reached.
    apt-get "${options[@]}" update
    # shellcheck disable=SC2086
    apt-get "${options[@]}" install -y --no-install-recommends $wanted
  } </dev/null 2>&1 | tee -a "$log" | grep --line-buffered -E '^(Attempt [23]|Need to get|Setting up|E: )'
  wanted=$(missing)
  [ -z "$wanted" ] && break
  sleep $((attempt * 5))
done
if [ -n "$wanted" ]; then
  tail -n 60 "$log" >&2
  echo "Could not install these Debian packages: ${wanted}(all of apt's output: $log)" >&2
  exit 1
fi
rm -f "$log"
echo "Debian packages for the tests are installed"
