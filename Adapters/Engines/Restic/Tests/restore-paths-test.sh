#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # restore-host.sh shares them
# Runs restore-paths.sh against real restic repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
assemble "$here/../Sources/restore-paths.sh"
left_out=p
lacks='does not hold '
export RESTIC_PASSWORD_FILE="$work/password" RESTIC_REPOSITORY="$work/repository"
export GU_REPOSITORY="$work/repository" GU_REPOSITORY_PASSWORD="$work/password"

make_original
head -c 33 /dev/urandom | base64 >"$work/password"
restic init --quiet
# Names of owners come from this machine, so the numbers that it does not know stay numbers.
on_original restic backup --quiet --host app1 /etc /srv || bad 'the test could not make its backup'
GU_SNAPSHOT=$(restic snapshots --json | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
export GU_SNAPSHOT

check_folders
check_attributes
check_listed
check 'the list has left the host' [ -z "$(ls -A "$TEST_HOST/run")" ]

check_refusals
touch "$TEST_HOST.down"
refuses 'a host that is down, asked for files' 'is the host up' /etc/one
rm "$TEST_HOST.down"
GU_SNAPSHOT=00000000 refuses 'an unknown restore point' 'no matching ID' /etc/one
GU_SNAPSHOT='latest; id' refuses 'a restore point that is none' 'expected the id' /etc/one
echo wrong >"$work/wrong"
GU_REPOSITORY_PASSWORD="$work/wrong" refuses 'a wrong password' 'wrong password' /etc/one
GU_REPOSITORY_PASSWORD="$work/none" refuses 'no password' 'in a readable file' /etc/one
GU_REPOSITORY="$work/none" refuses 'no repository' 'restic ended with 1' /srv/aXb
GU_REPOSITORY='sftp:back up@vault:/srv' refuses 'a hostile user of the repository' 'expected a plain word' /srv
GU_REPOSITORY='sftp:-oProxyCommand=id:/srv' refuses 'a hostile host of the repository' 'expected a plain word' /srv

# Two bytes of each pack are other ones: restic notices in the middle of the stream.
for pack in "$work"/repository/data/*/*; do
    [ "$(stat -c %s "$pack")" -lt 100000 ] || printf 'xx' | dd of="$pack" bs=1 seek=50000 conv=notrunc status=none
done
new_host
refuses 'a damaged repository' 'ciphertext verification failed' '/srv/up loads'
exit "$failed"
