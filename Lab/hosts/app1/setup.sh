#!/bin/sh
# app1: the order service (already installed from its package) and, on purpose, the only copy of the backup password.
set -eu
umask 022
database_password=$(cat /run/lab/orders-database)
directory_password=$(cat /run/lab/svc-orders)
install -d /etc/order-service
install -m 640 -g order-service /dev/null /etc/order-service/environment
cat > /etc/order-service/environment <<END
DATABASE_URL=postgresql://orders:$database_password@db1.shop.example:5432/orders
LDAP_URL=ldap://dc1.corp.example:389
LDAP_BASE=DC=corp,DC=example
LDAP_BIND_TEMPLATE={user}@corp.example
LDAP_SERVICE_USER=svc-orders
LDAP_SERVICE_PASSWORD=$directory_password
UPLOAD_DIR=/srv/uploads
LISTEN=0.0.0.0:8080
END
install -d -m 750 -o order-service -g order-service /srv/uploads

useradd --system --user-group --no-create-home --home-dir /srv/keys --shell /bin/sh keys
install -d -m 700 -o keys -g keys /srv/keys
install -m 400 -o keys -g keys /run/lab/restic-password /srv/keys/restic-password
install -m 644 /run/lab/keys_authorized /etc/ssh/authorized_keys/keys
