#!/bin/sh
# vault1 keeps a pgBackRest and a Borg repository and archives of the domain too, and fetches the backups of db1. Environment:
# KEY (private key with which it reaches db1), POSTGRES_KEY, BORG_KEYS, DOMAIN_KEY (public keys, one a line).
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

getent passwd domain > /dev/null ||
    useradd --system --user-group --no-create-home --home-dir /srv/domain --shell /bin/sh domain
install -d -m 700 -o domain -g domain /srv/domain
cat > /usr/local/sbin/receive-domain-archive <<'END'
#!/bin/sh
# Adds an archive of the domain, read from standard input, under the name that is asked for. It replaces none, and takes none
# that was cut or changed on its way. Those of the last 30 days are kept.
set -eu
umask 077
name=${SSH_ORIGINAL_COMMAND:-}
case $name in
*[!A-Za-z0-9.-]*) name= ;;
samba-backup-*.tar.bz2) ;;
*) name= ;;
esac
[ -n "$name" ] || { echo "expected the name of an archive, samba-backup-*.tar.bz2" >&2; exit 2; }
cd /srv/domain
new=$(mktemp .receiving.XXXXXX)
trap 'rm -f -- "$new"' EXIT
trap 'exit 143' TERM INT HUP
cat > "$new"
bzip2 -t < "$new"
sync "$new"
ln -- "$new" "$name"
sync .
find . -maxdepth 1 -type f -name 'samba-backup-*.tar.bz2' -mtime +30 -delete
END
chmod 755 /usr/local/sbin/receive-domain-archive
printf 'restrict,command="/usr/local/sbin/receive-domain-archive" %s\n' "$DOMAIN_KEY" > /etc/ssh/authorized_keys/domain

systemctl daemon-reload
systemctl enable --quiet --now pgbackrest-backup.timer
