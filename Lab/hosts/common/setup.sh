#!/bin/sh
# Set-up shared by every host; runs inside its root before the first boot.
# Environment: HOST (short name), FQDN, ADDRESS, PREFIX_LENGTH, GATEWAY, RESOLVER, DOMAIN.
# /run/lab holds what the controller made for this host: keys and known_hosts.
set -eu
umask 022

echo "$HOST" > /etc/hostname
cat > /etc/hosts <<END
127.0.0.1 localhost
$ADDRESS $FQDN $HOST
END
rm -f /etc/resolv.conf
cat > /etc/resolv.conf <<END
search $DOMAIN
nameserver $RESOLVER
options timeout:2 attempts:3
END
cat > /etc/systemd/network/10-host0.network <<END
[Match]
Name=host0

[Network]
Address=$ADDRESS/$PREFIX_LENGTH
Gateway=$GATEWAY
LinkLocalAddressing=no
IPv6AcceptRA=no
END
systemctl enable --quiet systemd-networkd.service

echo LANG=C.UTF-8 > /etc/default/locale
tr -d - < /proc/sys/kernel/random/uuid > /etc/machine-id
rm -f /etc/ssh/ssh_host_*
install -m 600 /run/lab/host_key /etc/ssh/ssh_host_ed25519_key
install -m 644 /run/lab/host_key.pub /etc/ssh/ssh_host_ed25519_key.pub
install -m 644 /run/lab/known_hosts /etc/ssh/ssh_known_hosts
install -d /etc/ssh/authorized_keys
install -m 644 /run/lab/authorized_keys /etc/ssh/authorized_keys/root
