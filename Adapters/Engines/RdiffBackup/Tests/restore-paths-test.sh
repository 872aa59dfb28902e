#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154,SC2317 # restore-host.sh shares them; checks are called by name
# Runs restore-paths.sh against real rdiff-backup repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
{ echo "assemble=\$(cat <<'END_OF_TEXT'" && cat "$here/../Sources/repository.sh" "$here/../Sources/assemble.sh" && printf 'END_OF_TEXT\n)\n'; } >"$work/assemble"
assemble "$parts/sending.sh" "$work/assemble" "$here/../Sources/restore-paths.sh"
export GU_REPOSITORY="$work/repository" GU_ROOT=/

make_original
backup() { rdiff-backup backup "$TEST_ORIGINAL" "$work/repository" >"$work/said" 2>&1 || bad 'the test could not make its backup'; }
backup
point() { rdiff-backup --parsable-output list increments --size "$work/repository" | sed -n 's/^  time: //p' | tail -n 1; }
GU_POINT=$(point)
export GU_POINT

check_folders
check_other_host '/srv/aXb/file'
sleep 1.1
echo newer >"$TEST_ORIGINAL/srv/aXb/file"
rm "$TEST_ORIGINAL/etc/one"
backup
new_host
check 'an older point comes back' restore /srv/aXb/file /etc/one
check 'as it was' [ "$(cat "$TEST_HOST/srv/aXb/file")" = other ]
check_listed
check 'nothing is left where it was put together' [ -z "$(ls -d /var/tmp/groundup-restore.* 2>/dev/null)" ]
check_refusals
GU_POINT=1 refuses 'an unknown restore point' 'could not be put together (67)' /etc/one
GU_POINT='1B; id' refuses 'a restore point that is none' 'expected the second' /etc/one
GU_REPOSITORY="$work/none" refuses 'no repository' 'could not be put together (66)' /srv/aXb
cp -a "$work/repository" "$work/interrupted"
touch "$work/interrupted/rdiff-backup-data/current_mirror.2001-01-01T00:00:00Z.data"
GU_REPOSITORY="$work/interrupted" refuses 'a backup that is running' 'could not be put together (75)' /srv/aXb
cp -a "$work/repository" "$work/lacking"
rm "$work/lacking/srv/a*b/file"
GU_REPOSITORY="$work/lacking" refuses 'a mirror that lacks a file' 'and its list names' /srv/aXb
printf xx | dd of="$work/repository/srv/up loads/odd/large" bs=1 seek=500000 conv=notrunc status=none
refuses 'a damaged repository' "doesn't match recorded hash" '/srv/up loads'
exit "$failed"
