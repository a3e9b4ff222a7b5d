#!/usr/bin/env bash
# Makes sure that the Debian packages which the tests need are installed: as root it installs what is missing,
# otherwise, or when that fails, it names the missing ones and fails.
set -u
packages=(
  freeradius freeradius-utils # RADIUS server that judges our records, radclient
  sqlite3                     # FreeRADIUS's SQL yardstick in the benchmarks, and the outside reader of our store
  tshark                      # decodes our TACACS+
  openssh-client              # logs in as a person would
  python3-netmiko             # automation that expects an IOS device
  tmux                        # what a person sees on a terminal
  inetutils-telnetd rsh-redone-server socat # hosts that users connect to, and cables
  openssh-server              # another one
  hercules c3270 bsdutils     # a 3270 host, and what shows its screens
  socat                       # raw Ethernet frames, for LAT
  ppp net-tools               # pppd and slattach, which carry calls
  user-mode-linux kmod        # a kernel that has PPP and SLIP, for the tests of both
  l2tpns xl2tpd               # an L2TP network server and its callers
  keepalived iproute2         # virtual routers, and namespaces to have two of them
  strongswan-charon strongswan-swanctl strongswan-libcharon # IPsec gateways and their clients
  libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-standard-plugins
  libstrongswan-extra-plugins strongswan-pki
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
# shellcheck disable=SC2086
{ apt-get update -q && apt-get install -q -y --no-install-recommends $wanted; } >"$log" 2>&1 </dev/null
wanted=$(missing)
if [ -n "$wanted" ]; then
  cat "$log" >&2
  echo "Could not install these Debian packages: ${wanted}" >&2
  exit 1
fi
rm -f "$log"
