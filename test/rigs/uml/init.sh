#!/bin/bash
# Runs in a user-mode-linux kernel as its first process: root is the host's own tree, so everything that is written goes
# to file systems in memory, but for the folder $results. Runs the Node program $program and powers off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
# What lies in a place that is hidden below comes back under its own path: compiled modules are known by it.
mount -t tmpfs guest /mnt
mkdir /mnt/checkout /mnt/compiled
mount --bind "$checkout" /mnt/checkout
mkdir -p "$compiled"
mount --bind "$compiled" /mnt/compiled
for place in /tmp /run /etc/ppp /var/log /dev/shm; do
  mkdir -p $place
  mount -t tmpfs -o mode=1777 guest $place
done
if [ ! -d "$checkout" ]; then
  mkdir -p "$checkout"
  mount --bind /mnt/checkout "$checkout"
fi
mkdir -p /dev/pts /run/netns
mount -t devpts devpts /dev/pts -o ptmxmode=666
for module in ppp_async slip tun veth ${more//,/ }; do modprobe -d "$modules" $module; done
[ -e /dev/ppp ] || mknod /dev/ppp c 108 0
: >/etc/ppp/options
ip link set lo up
hostname localhost
export modules NODE_COMPILE_CACHE=/mnt/compiled
cd "$checkout" || exit
"$node" "$program" "$results" >"$results/output" 2>&1
echo $? >"$results/status"
echo o >/proc/sysrq-trigger
sleep 5
