#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154,SC2317 # restore-host.sh shares them; checks are called by name
# Runs restore-paths.sh against trees that rsnapshot made and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../EngineParts/Tests/restore-host.sh"
{ echo "points=\$(cat <<'END_OF_TEXT'" && cat "$here/../Sources/points.sh" && printf 'END_OF_TEXT\n)\n'; } >"$work/points"
assemble "$parts/sending.sh" "$work/points" "$here/../Sources/restore-paths.sh"
export GU_REPOSITORY="$work/repository" GU_LAYOUT=rsnapshot GU_BELOW=app1 GU_ROOT=/

make_original
printf '%s\t%s\n' config_version 1.2 snapshot_root "$work/repository/" cmd_cp /bin/cp cmd_rm /bin/rm cmd_rsync /usr/bin/rsync \
    rsync_long_args '--delete --numeric-ids --relative --delete-excluded --acls --xattrs --hard-links' lockfile "$work/lock" >"$work/rsnapshot.conf"
printf 'retain\tdaily\t3\nbackup\t/etc/\tapp1/\nbackup\t/srv/\tapp1/\n' >>"$work/rsnapshot.conf"
backup() { on_original rsnapshot -c "$work/rsnapshot.conf" daily >"$work/said" 2>&1 || bad 'the test could not make its backup'; }
backup
GU_POINT=$(TZ=UTC date -r "$work/repository/daily.0" +%Y%m%dT%H%M%SZ)
export GU_POINT

check_folders
check_attributes
check 'a further name of a file is the same file' [ "$TEST_HOST/srv/up loads/odd/large" -ef "$TEST_HOST/srv/up loads/odd/another-name" ]
check_other_host '/srv/aXb/file'
sleep 1.1
echo newer >"$TEST_ORIGINAL/srv/aXb/file"
backup
new_host
check 'after a rotation the same point is still found' restore /srv/aXb/file
check 'and holds what it held' [ "$(cat "$TEST_HOST/srv/aXb/file")" = other ]
check_listed
check_refusals
GU_POINT=20010101T000000Z refuses 'an unknown restore point' 'found none; plan anew' /etc/one
GU_POINT='daily.0; id' refuses 'a restore point that is none' 'expected a restore point' /etc/one
GU_REPOSITORY="$work/none" refuses 'no repository' 'found none; plan anew' /srv/aXb
GU_VIA=-oProxyCommand=id refuses 'a hostile way' 'expected an ssh destination' /srv/aXb
ln -s /etc "$work/repository/daily.0/app1/srv/leads-out"
GU_POINT=$(TZ=UTC date -r "$work/repository/daily.0" +%Y%m%dT%H%M%SZ) \
    refuses 'a path that a link leads out of the tree' 'not in the restore point: /srv/leads-out/hostname' /srv/leads-out/hostname

# The connection gives every file on its way another byte: sizes and times are right, and only the contents tell.
cat >"$work/changing" <<'END'
#!/bin/sh
case $2 in *'tar -x'*) LC_ALL=C sed 's/other/ether/' | "$TEST_SSH" "$@" ;; *) exec "$TEST_SSH" "$@" ;; esac
END
chmod 755 "$work/changing"
export TEST_SSH="$GU_SSH"
GU_SSH="$work/changing" refuses 'contents that are others on the host' 'found others; run it again' /srv/aXb/file
GU_ROOT=/opt/shop GU_BELOW=app1/srv refuses 'a path that the tree is not made of' 'it holds what is in /opt/shop' /srv/aXb
check 'a tree that belongs elsewhere is put there' env GU_ROOT=/opt/shop GU_BELOW=app1/srv GU_PATHS=/opt/shop/aXb sh "$body"
check 'and its folder is made' [ -f "$TEST_HOST/opt/shop/aXb/file" ]
exit "$failed"
