#!/bin/bash
# Runs in a user-mode-linux kernel as its first process: root is the host's own tree, so everything that is written goes
# to file systems in memory, but for the folder $results. Runs the Node program $program and powers off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
# The checkout may lie in a place that is hidden below.
mount -t tmpfs guest /mnt
mkdir /mnt/checkout
mount --bind "$checkout" /mnt/checkout
program=${program/#"$checkout"//mnt/checkout} node=${node/#"$checkout"//mnt/checkout}
for place in /tmp /run /etc/ppp /var/log /dev/shm; do
  mkdir -p $place
  mount -t tmpfs -o mode=1777 guest $place
done
mkdir -p /dev/pts /run/netns
mount -t devpts devpts /dev/pts -o ptmxmode=666
for module in ppp_async slip tun veth ${more//,/ }; do modprobe -d "$modules" $module; done
[ -e /dev/ppp ] || mknod /dev/ppp c 108 0
: >/etc/ppp/options
ip link set lo up
hostname localhost
export modules NODE_COMPILE_CACHE=/tmp/compiled # the daemon starts more than once
cd /mnt/checkout || exit
"$node" "$program" "$results" >"$results/output" 2>&1
echo $? >"$results/status"
echo o >/proc/sysrq-trigger
sleep 5
