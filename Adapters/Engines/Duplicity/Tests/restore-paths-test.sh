#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154,SC2317 # restore-host.sh shares them; checks are called by name
# Runs restore-paths.sh against real duplicity repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
assemble "$parts/sending.sh" "$here/../Sources/restore-paths.sh"
export GU_REPOSITORY="file://$work/repository" GU_REPOSITORY_PASSWORD="$work/password" GU_ROOT=/

make_original
head -c 33 /dev/urandom | base64 >"$work/password"
export GNUPGHOME="$work/gnupg"
mkdir -m 700 "$GNUPGHOME"
backup() {
    PASSPHRASE=$(cat "$work/password") duplicity --archive-dir "$work/archive" "$1" "$TEST_ORIGINAL" "$GU_REPOSITORY" >"$work/said" 2>&1 ||
        bad 'the test could not make its backup'
}
backup full
point() { find "$work/repository" -name '*.manifest.gpg' -printf '%f\n' | sed 's/.*\.\([0-9]*T[0-9]*Z\)\.manifest\.gpg/\1/' | sort | tail -n 1; }
GU_POINT=$(point)
export GU_POINT

check_folders
sleep 1.1
echo newer >"$TEST_ORIGINAL/srv/aXb/file"
rm "$TEST_ORIGINAL/etc/one"
backup incremental
new_host
check 'an older point comes back' restore /srv/aXb/file /etc/one
check 'as it was' [ "$(cat "$TEST_HOST/srv/aXb/file")" = other ]
check_listed
check_refusals
GU_POINT=20010101T000000Z refuses 'an unknown restore point' 'expected the restore point 20010101T000000Z' /etc/one
GU_POINT='now; id' refuses 'a restore point that is none' 'expected the time' /etc/one
GU_REPOSITORY="file://$work/none" refuses 'no repository' 'found no such folder' /srv/aXb
check 'which is not made either' [ ! -e "$work/none" ]
GU_REPOSITORY='sftp://vault1/srv' refuses 'another place' 'expected file:///path' /srv/aXb
echo wrong >"$work/wrong"
GU_REPOSITORY_PASSWORD="$work/wrong" refuses 'a wrong password' 'duplicity ended with 31' /etc/one
GU_REPOSITORY_PASSWORD="$work/absent" refuses 'no password' 'in a readable file' /etc/one
for volume in "$work"/repository/duplicity-full.*.vol1.difftar.gpg; do
    printf xx | dd of="$volume" bs=1 seek=500000 conv=notrunc status=none
done
refuses 'a damaged repository' 'duplicity ended with 21' '/srv/up loads'
exit "$failed"
