#!/bin/sh
# Runs one check of restored data where it can reach nothing: no network, no other processes, a file system that cannot be
# written but for the restored files themselves, an account that owns nothing else, limits on time and memory.
#
# Environment: GU_FILES (folder of the restored files), GU_WORK (an empty folder), GU_SUBJECT (path below GU_FILES), GU_BODY
# (the check, constant text), GU_SECONDS. Inside, GU_FILES and GU_WORK are short paths; sockets need them short.
# Everything ends with this script, whoever kills it, and with whoever called it.
set -eu
account=61187
fail() {
    printf 'not judged: %s\n' "$*"
    exit 3
}
[ "$(id -u)" = 0 ] || fail "the sandbox needs root to be built"
for tool in unshare setpriv mount ps; do
    command -v "$tool" >/dev/null || fail "the sandbox needs $tool, which is not installed"
done
# Once for all checks of a tree; nothing but this test reads it.
if [ "$(stat -c %u "$GU_FILES")" != "$account" ]; then
    chmod -R u+rwX "$GU_FILES"
    chown -Rh "$account:$account" "$GU_FILES"
fi
chown "$account:$account" "$GU_WORK"

# shellcheck disable=SC2016  # the words are for the shell inside
GU_INSIDE='
set -eu
# What is hidden may hold what is shown: it is held in a place of its own meanwhile.
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev tmpfs /mnt
mkdir /mnt/files /mnt/work
mount --bind "$GU_FILES" /mnt/files
mount --bind "$GU_WORK" /mnt/work
for hidden in /run /tmp /var/tmp /home /root /dev/shm; do
    [ ! -d "$hidden" ] || [ -L "$hidden" ] || mount -t tmpfs -o size=256m,mode=1777,nosuid,nodev tmpfs "$hidden"
done
mkdir /run/files /run/work
mount --bind /mnt/files /run/files
mount --bind /mnt/work /run/work
for shown in /run/files /run/work; do mount -o remount,bind,nodev,nosuid "$shown"; done
umount -R /mnt
# Servers want the account to have a name.
{
    cat /etc/passwd
    echo "check:x:$GU_ACCOUNT:$GU_ACCOUNT::/run/work:/bin/sh"
} >/run/passwd
mount --bind /run/passwd /etc/passwd
mount -o remount,bind,ro /
cd /run/work
# 4 GiB of memory of its own for each process, no core files.
ulimit -d 4194304
ulimit -c 0
# Not in place of this shell: with another account it would lose the signal that ends it together with its parent.
status=0
setpriv --reuid="$GU_ACCOUNT" --regid="$GU_ACCOUNT" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH="$PATH" HOME=/run/work TMPDIR=/run/work LC_ALL=C.UTF-8 TZ=UTC GU_FILES=/run/files GU_WORK=/run/work \
    GU_SUBJECT="$GU_SUBJECT" sh -c "$GU_BODY" check || status=$?
exit "$status"
'
GU_ACCOUNT=$account
export GU_ACCOUNT GU_FILES GU_WORK GU_SUBJECT GU_BODY

parent=$PPID
end=$(($(date +%s) + GU_SECONDS))
unshare --mount --net --pid --ipc --uts --fork --kill-child --mount-proc --propagation private sh -c "$GU_INSIDE" sandbox &
child=$!
# Killed, it takes all processes inside along: they lose their first one.
trap 'kill -KILL "$child" 2>/dev/null || true' EXIT
trap 'exit 143' TERM INT HUP
while kill -0 "$child" 2>/dev/null; do
    [ "$(date +%s)" -lt "$end" ] || fail "it took longer than $GU_SECONDS seconds"
    # Nobody would read the answer when whoever called has ended.
    [ "$(ps -o ppid= -p $$ | tr -d ' ')" = "$parent" ] || exit 143
    sleep 0.1
done
status=0
wait "$child" || status=$?
trap - EXIT
exit "$status"
