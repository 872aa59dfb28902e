#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154,SC2317 # restore-host.sh shares them; checks are called by name
# Runs restore-paths.sh against real Borg repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
assemble "$here/../Sources/restore-paths.sh"
export USER=root BORG_BASE_DIR="$work/client" BORG_REPO="$work/repository"
export GU_REPOSITORY="$work/repository" GU_REPOSITORY_PASSWORD="$work/password"

make_original
head -c 33 /dev/urandom | base64 >"$work/password"
BORG_PASSPHRASE=$(cat "$work/password")
export BORG_PASSPHRASE
borg init --encryption repokey 2>"$work/said"
# Names of owners come from this machine, so the numbers that it does not know stay numbers.
backup() { on_original borg create "::$1" /etc /srv || [ "$?" = 1 ] || bad 'the test could not make its backup'; }
backup 'a name'
GU_ARCHIVE=$(borg list --format '{id}{NL}')
export GU_ARCHIVE

check_folders
check_listed
mkdir -p "$work/repository/lock.exclusive/lost-host@1.99-0"
check 'a lock that a lost host left is no hindrance' restore /etc/one
rm -r "$work/repository/lock.exclusive"
cp -a "$work/repository" "$work/moved"
check 'a repository that was moved opens' env GU_REPOSITORY="$work/moved" sh "$body"

check_refusals
GU_ARCHIVE=00000000 refuses 'an unknown restore point' 'expected an archive with the id' /etc/one
GU_ARCHIVE='a name' refuses 'a restore point that is none' 'expected the id' /etc/one
echo wrong >"$work/wrong"
GU_REPOSITORY_PASSWORD="$work/wrong" refuses 'a wrong password' 'is incorrect' /etc/one
GU_REPOSITORY_PASSWORD="$work/none" refuses 'no password' 'in a readable file' /etc/one
GU_REPOSITORY="$work/none" refuses 'no repository' 'does not exist' /srv/aXb
GU_REPOSITORY='vault1:/srv' refuses 'an address that is none' 'expected a path or ssh' /srv
GU_SSH_CONFIG='/a b' refuses 'a hostile ssh configuration' 'expected a plain path' /srv
(
    unset BORG_PASSPHRASE
    BORG_REPO="$work/open" borg init --encryption none 2>"$work/said"
)
GU_REPOSITORY="$work/open" refuses 'an unencrypted repository in place of the real one' 'borg ended with 2' /etc/one

# Another archive takes the name: the id still tells them apart.
borg delete '::a name' 2>"$work/said"
backup 'a name'
refuses 'an archive whose name was given again' 'expected an archive with the id' /etc/one
GU_ARCHIVE=$(borg list --format '{id}{NL}')
for segment in "$work"/repository/data/*/*; do
    [ "$(stat -c %s "$segment")" -lt 1000000 ] || printf 'xx' | dd of="$segment" bs=1 seek=500000 conv=notrunc status=none
done
new_host
refuses 'a damaged repository' 'borg ended with 2' '/srv/up loads'
# A repair puts zeros where chunks were, in an archive with another id: Borg streams them without a word.
BORG_CHECK_I_KNOW_WHAT_I_AM_DOING=YES borg check --repair >"$work/said" 2>&1 || true
GU_ARCHIVE=$(borg list --format '{id}{NL}')
refuses 'a file that was repaired with zeros' 'with lost contents' '/srv/up loads'
exit "$failed"
