#!/bin/sh
# dc1: Samba as the Active Directory domain controller of CORP.EXAMPLE.
set -eu
rm -f /etc/samba/smb.conf
samba-tool domain provision --realm=CORP.EXAMPLE --domain=CORP --server-role=dc \
    --dns-backend=SAMBA_INTERNAL --host-name=dc1 --host-ip="$ADDRESS" > /var/log/samba/provision.log 2>&1 ||
    { tail -n 20 /var/log/samba/provision.log >&2; exit 1; }
rm -f /var/log/samba/provision.log
sed -i -e '/dns forwarder/d' -e '/^\[global\]/a\
\tdns forwarder = 10.77.0.2\
\tldap server require strong auth = no\
\tinterfaces = lo host0\
\tbind interfaces only = yes' /etc/samba/smb.conf
install -m 644 /var/lib/samba/private/krb5.conf /etc/krb5.conf
python3 /run/lab-scripts/dc1/people.py /run/lab
systemctl mask --quiet smbd.service nmbd.service winbind.service
systemctl unmask --quiet samba-ad-dc.service
systemctl enable --quiet samba-ad-dc.service samba-backup.timer
install -d -m 700 /var/backups/samba
echo /var/backups/samba >> /etc/restic/paths
