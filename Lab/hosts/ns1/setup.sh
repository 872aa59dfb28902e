#!/bin/sh
# ns1: BIND, authoritative for shop.example, resolver of every host.
set -eu
chown bind:bind /var/lib/bind/*.zone
named-checkconf -z /etc/bind/named.conf > /dev/null
echo /var/lib/bind >> /etc/restic/paths
