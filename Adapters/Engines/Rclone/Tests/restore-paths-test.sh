#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154,SC2317 # restore-host.sh shares them; checks are called by name
# Runs restore-paths.sh against real remotes of rclone and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
assemble "$parts/sending.sh" "$here/../Sources/restore-paths.sh"
export TZ=UTC GU_REPOSITORY=secret:copies/2026-11-23 GU_POINT=2026-11-23 GU_LAYOUT=dated GU_REPOSITORY_PASSWORD="$work/rclone.conf" GU_ROOT=/
# Of folders it keeps names only, and no remote but a local one has modes.
left_out=p
keeps_folders=
shown='%p %y %l'

make_original
# rclone gives names that are no UTF-8 other ones.
rm "$TEST_ORIGINAL/srv/up loads/odd/$(printf 'latin\351')"
configure() { printf '[secret]\ntype = crypt\nremote = %s\npassword = %s\n' "$work/remote" "$(rclone obscure "$2")" >"$1"; }
configure "$work/rclone.conf" correct
backup() { rclone --config "$work/rclone.conf" --links sync --create-empty-src-dirs "$TEST_ORIGINAL" "$1" 2>"$work/said" || bad 'the test could not make its backup'; }
backup secret:copies/2026-11-23

check_folders
check_listed
check_refusals
configure "$work/wrong" other
GU_REPOSITORY_PASSWORD="$work/wrong" refuses 'a wrong password' 'directory not found' /etc/one
GU_REPOSITORY_PASSWORD="$work/absent" refuses 'no configuration' 'in a readable file' /etc/one
GU_REPOSITORY=secret:copies/2026-11-24 refuses 'an unknown restore point' 'directory not found' /etc/one
GU_REPOSITORY=:sftp,host=vault1:/srv refuses 'a remote that the address describes' 'expected a remote' /etc/one

# A copy that is the one point.
export GU_LAYOUT=single GU_REPOSITORY="$work/plain"
backup "$work/plain"
GU_POINT=$(find "$work/plain" -type f -printf '%TY%Tm%TdT%TH%TM%.2TSZ\n' | sort | tail -n 1)
check 'a path of this machine is a remote, too' env -u GU_REPOSITORY_PASSWORD GU_PATHS=/srv/aXb sh "$body"
touch -d '2001-02-03 04:05:06' "$work/plain/mark"
GU_MARK=mark GU_POINT=20010203T040506Z
export GU_MARK GU_POINT
check 'a mark tells when it was made' env -u GU_REPOSITORY_PASSWORD GU_PATHS=/srv/aXb sh "$body"
touch "$work/plain/mark"
(
    unset GU_REPOSITORY_PASSWORD
    refuses 'a copy that was replaced by a newer one' 'in its place; plan anew' /srv/aXb
    exit "$failed"
) || failed=1

unset GU_MARK
export GU_LAYOUT=dated GU_REPOSITORY=secret:copies/2026-11-23 GU_POINT=2026-11-23
find "$work/remote" -type f -size +1000k | while IFS= read -r file; do
    printf xx | dd of="$file" bs=1 seek=500000 conv=notrunc status=none
done
new_host
refuses 'a damaged remote' 'failed to authenticate decrypted block' '/srv/up loads'
exit "$failed"
