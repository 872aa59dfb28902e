#!/bin/sh
# Set-up of a host that is backed up with restic to the vault.
# Environment: HOST, REPOSITORY (last part of the repository's path).
set -eu
umask 022

install -d -m 700 /etc/restic
install -m 600 /run/lab/restic_key /etc/restic/id_ed25519
install -m 644 /run/lab/restic_key.pub /etc/restic/id_ed25519.pub
{
    echo "RESTIC_REPOSITORY=sftp:backup@vault1.shop.example:/srv/restic/$REPOSITORY"
    if [ "$HOST" = app1 ]; then
        echo "RESTIC_PASSWORD_FILE=/srv/keys/restic-password"
    else
        echo 'RESTIC_PASSWORD_COMMAND="ssh -i /etc/restic/id_ed25519 keys@app1.shop.example"'
    fi
} > /etc/restic/environment
chmod 600 /etc/restic/environment
echo /etc > /etc/restic/paths
systemctl enable --quiet restic-backup.timer
