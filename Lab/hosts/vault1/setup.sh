#!/bin/sh
# vault1: restic repositories, reached over SFTP as the user backup.
set -eu
umask 077
install -d -m 755 /srv
install -d -m 700 -o backup -g backup /srv/restic
for repository in infrastructure shop; do
    restic init --quiet --no-cache --repo "/srv/restic/$repository" --password-file /run/lab/restic-password
done
chown -R backup:backup /srv/restic
install -m 644 /run/lab/backup_authorized /etc/ssh/authorized_keys/backup
