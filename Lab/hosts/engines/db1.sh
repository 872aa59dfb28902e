#!/bin/sh
# db1 archives its log to vault1, which fetches the backups. Environment: KEY (private key with which the account postgres
# reaches vault1), VAULT_KEY (public key of vault1).
set -eu
umask 022
install -d -m 750 -o root -g postgres /etc/pgbackrest
(umask 077 && printf '%s\n' "$KEY" > /etc/pgbackrest/id_ed25519)
chown postgres:postgres /etc/pgbackrest/id_ed25519
cat > /etc/ssh/ssh_config.d/pgbackrest.conf <<'END'
Match localuser postgres
    IdentityFile /etc/pgbackrest/id_ed25519
END
printf 'restrict %s\n' "$VAULT_KEY" > /etc/ssh/authorized_keys/postgres
cat > /etc/pgbackrest.conf <<'END'
[global]
repo1-host=vault1.shop.example
repo1-host-user=postgres
log-level-file=off

[main]
pg1-path=/var/lib/postgresql/15/main
END
cat > /etc/postgresql/15/main/conf.d/pgbackrest.conf <<'END'
archive_mode = on
archive_command = 'pgbackrest --stanza=main archive-push %p'
archive_timeout = 60
END
systemctl restart postgresql@15-main.service
