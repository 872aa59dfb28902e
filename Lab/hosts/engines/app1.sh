#!/bin/sh
# app1 backs its uploads up to vault1 with Borg, beside restic. Environment: KEY (private key), PASSPHRASE.
set -eu
umask 077
install -d -m 700 /etc/borg
printf '%s\n' "$KEY" > /etc/borg/id_ed25519
printf '%s\n' "$PASSPHRASE" > /etc/borg/passphrase
cat > /etc/borg/environment <<'END'
BORG_REPO=ssh://borg@vault1.shop.example/srv/borg/shop
BORG_PASSCOMMAND="cat /etc/borg/passphrase"
BORG_RSH="ssh -i /etc/borg/id_ed25519 -o IdentitiesOnly=yes -o BatchMode=yes"
END
umask 022
cat > /etc/systemd/system/borg-backup.service <<'END'
[Unit]
Description=Back the uploads up to the vault with Borg
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
EnvironmentFile=/etc/borg/environment
Environment=BORG_BASE_DIR=/var/cache/borg
CacheDirectory=borg
ExecStart=/usr/bin/borg create ::{now:%%Y%%m%%d-%%H%%M%%S} /srv/uploads
END
cat > /etc/systemd/system/borg-backup.timer <<'END'
[Unit]
Description=Nightly backup with Borg

[Timer]
OnCalendar=*-*-* 03:30:00

[Install]
WantedBy=timers.target
END
systemctl daemon-reload
systemctl enable --quiet --now borg-backup.timer
set -a
# shellcheck source=/dev/null
. /etc/borg/environment
set +a
borg info > /dev/null 2>&1 || borg init --encryption=repokey-blake2
systemctl start borg-backup.service
