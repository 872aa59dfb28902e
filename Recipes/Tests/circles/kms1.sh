#!/bin/sh
# kms1: the secret store, with its storage on db1 and the passphrase of db1's key among its secrets.
set -eu
umask 027
password=$(cat /run/circle/password)
cat > /etc/barbican/barbican.conf <<END
[DEFAULT]
sql_connection = postgresql+psycopg2://barbican:$password@db1.virt.example/barbican
host_href = http://kms1.virt.example:9311
[simple_crypto_plugin]
kek = $(head -c 32 /dev/urandom | base64)
[oslo_policy]
policy_dirs = /etc/barbican/policy.d
END
chown root:barbican /etc/barbican/barbican.conf
sed -i 's|^/v1: .*|/v1: barbican_api|' /etc/barbican/barbican-api-paste.ini
sed -i -e 's/^processes = .*/processes = 2/' -e 's/^threads = .*/threads = 4/' /etc/barbican/barbican-api-uwsgi.ini
runuser -u barbican -- barbican-db-manage upgrade
systemctl restart barbican-api
