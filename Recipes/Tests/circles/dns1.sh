#!/bin/sh
# dns1: answers the names of all; it is a guest of the cluster that asks it.
set -eu
cat > /etc/bind/named.conf.local <<'END'
zone "virt.example" { type primary; file "/var/lib/bind/virt.example.zone"; };
zone "0.77.10.in-addr.arpa" { type primary; file "/var/lib/bind/10.77.0.zone"; };
END
install -m 644 -o bind -g bind /run/circle/dns1.zone /var/lib/bind/virt.example.zone
install -m 644 -o bind -g bind /run/circle/reverse.zone /var/lib/bind/10.77.0.zone
systemctl restart named
