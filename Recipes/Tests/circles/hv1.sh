#!/bin/sh
# hv1: the only node of a cluster, with dns1 as its guest.
set -eu
# It tells its nodes by RSA keys of their hosts.
ssh-keygen -q -t rsa -N '' -f /etc/ssh/ssh_host_rsa_key
gnt-cluster init --enabled-hypervisors=fake --enabled-disk-templates=diskless --ipolicy-disk-templates=diskless \
    --master-netdev=host0 --nic-parameters=mode=routed,link=host0 --no-etc-hosts cluster.virt.example
gnt-instance add --disk-template=diskless --os-type=noop --no-install --no-ip-check --net=0:ip=10.77.0.13 \
    --backend-parameters=memory=128M --node=hv1.virt.example dns1.virt.example
gnt-instance start dns1.virt.example
