#!/bin/sh
# vault1 keeps a pgBackRest and a Borg repository too, and fetches the backups of db1. Environment: KEY (private key with
# which it reaches db1), POSTGRES_KEY, BORG_KEYS (public keys, one a line).
set -eu
umask 022
install -d -m 750 -o postgres -g postgres /srv/pgbackrest
install -d -m 750 -o root -g postgres /etc/pgbackrest
(umask 077 && printf '%s\n' "$KEY" > /etc/pgbackrest/id_ed25519)
chown postgres:postgres /etc/pgbackrest/id_ed25519
cat > /etc/ssh/ssh_config.d/pgbackrest.conf <<'END'
Match localuser postgres
    IdentityFile /etc/pgbackrest/id_ed25519
END
printf 'restrict %s\n' "$POSTGRES_KEY" > /etc/ssh/authorized_keys/postgres
cat > /etc/pgbackrest.conf <<'END'
[global]
repo1-path=/srv/pgbackrest
repo1-retention-full=4
log-level-file=off
start-fast=y

[main]
pg1-host=db1.shop.example
pg1-host-user=postgres
pg1-path=/var/lib/postgresql/15/main
END
cat > /etc/systemd/system/pgbackrest-backup.service <<'END'
[Unit]
Description=Back the cluster of db1 up

[Service]
Type=oneshot
User=postgres
ExecStart=/usr/bin/pgbackrest --stanza=main backup
END
cat > /etc/systemd/system/pgbackrest-backup.timer <<'END'
[Unit]
Description=Nightly backup of the cluster of db1

[Timer]
OnCalendar=*-*-* 03:00:00

[Install]
WantedBy=timers.target
END

getent passwd borg > /dev/null ||
    useradd --system --user-group --no-create-home --home-dir /srv/borg --shell /bin/sh borg
install -d -m 700 -o borg -g borg /srv/borg
printf '%s\n' "$BORG_KEYS" | sed 's,^,restrict\,command="borg serve --restrict-to-path /srv/borg" ,' \
    > /etc/ssh/authorized_keys/borg
systemctl daemon-reload
systemctl enable --quiet --now pgbackrest-backup.timer
