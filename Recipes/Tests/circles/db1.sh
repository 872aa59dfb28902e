#!/bin/sh
# db1: the database in which the secret store keeps its secrets. TLS comes later, with its passphrase from that store.
set -eu
cat > /etc/postgresql/15/main/conf.d/virt.conf <<'END'
listen_addresses = '*'
password_encryption = scram-sha-256
END
echo 'host barbican barbican 10.77.0.0/24 scram-sha-256' >> /etc/postgresql/15/main/pg_hba.conf
systemctl restart postgresql@15-main
{ printf "create role barbican login password '" && tr -d '\n' < /run/circle/password && printf "';\n"; } |
    runuser -u postgres -- psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1
# Barbican hands bytes to columns of text; by default PostgreSQL keeps those in hexadecimal, which it cannot read again.
runuser -u postgres -- psql --quiet --no-psqlrc --command="alter role barbican set bytea_output to 'escape'"
runuser -u postgres -- createdb --owner=barbican barbican
