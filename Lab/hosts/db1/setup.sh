#!/bin/sh
# db1: PostgreSQL 15 with the orders database. Environment: SIZE (small, full).
set -eu
conf=/etc/postgresql/15/main
cat > "$conf/conf.d/shop.conf" <<'END'
listen_addresses = '*'
password_encryption = scram-sha-256
END
echo 'host    orders          orders          10.77.0.0/24            scram-sha-256' >> "$conf/pg_hba.conf"
chown postgres:postgres "$conf/conf.d/shop.conf"

case "$SIZE" in
    small) orders=60000 ledger=40000 ;;
    full) orders=900000 ledger=600000 ;;
    *) echo "unknown size '$SIZE': expected small or full" >&2; exit 1 ;;
esac
pg_ctlcluster 15 main start -o '-c fsync=off -c max_wal_size=4GB -c listen_addresses='
install -m 600 -o postgres /run/lab/orders-database /tmp/orders-database
runuser -u postgres -- psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 \
    --set=orders="$orders" --set=ledger="$ledger" --file=/run/lab-scripts/db1/orders.sql
rm -f /tmp/orders-database
pg_ctlcluster 15 main stop -m fast

install -d -m 700 -o postgres -g postgres /var/backups/postgresql
systemctl enable --quiet pg-dump.timer
echo /var/backups/postgresql >> /etc/restic/paths
