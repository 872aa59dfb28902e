#!/bin/sh
# shellcheck disable=SC2016,SC2317 # constant text for other shells; checks are called by name
# Runs restore-paths.sh against real restic repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
body=$here/../Sources/restore-paths.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 RESTIC_PASSWORD_FILE="$work/password" RESTIC_REPOSITORY="$work/repository"
export GU_HOST=app1 GU_REPOSITORY="$work/repository" GU_REPOSITORY_PASSWORD="$work/password" GU_SSH="$work/ssh" GU_SCRATCH="$work/scratch"
export TEST_HOST="$work/host" TEST_ORIGINAL="$work/original"
failed=0

# A connection to the host: the same command in a root of its own, with the programs of this machine.
cat >"$work/ssh" <<'END'
#!/bin/sh
[ ! -e "$TEST_HOST.down" ] || { echo "ssh: connect to host $1: No route to host" >&2; exit 255; }
command=$2 exec unshare --mount sh -c '
    mkdir -p "$TEST_HOST/usr" && mount --bind /usr "$TEST_HOST/usr" && exec chroot "$TEST_HOST" sh -c "$command"'
END
chmod 755 "$work/ssh"

new_host() {
    rm -rf "$TEST_HOST" "$work/scratch"
    mkdir -p "$TEST_HOST/etc" "$TEST_HOST/run" "$TEST_HOST/tmp" "$TEST_HOST/var" "$TEST_HOST/srv" "$work/scratch"
    for link in bin lib lib64 sbin; do ln -s "usr/$link" "$TEST_HOST/$link"; done
    printf 'root:x:0:0::/root:/bin/sh\nshop:x:4321:4321::/:/bin/sh\n' >"$TEST_HOST/etc/passwd"
    printf 'root:x:0:\nshop:x:4321:\n' >"$TEST_HOST/etc/group"
}
# Runs the body for paths; what it said is in `said`.
restore() {
    GU_PATHS=$(printf '%s\n' "$@")
    export GU_PATHS
    code=0
    sh "$body" >"$work/said" 2>&1 || code=$?
    return "$code"
}
ok() { printf 'ok      %s\n' "$1"; }
bad() {
    printf 'FAILED  %s\n' "$1"
    sed 's/^/        /' "$work/said"
    failed=1
}
check() {
    name=$1
    shift
    if "$@"; then ok "$name"; else bad "$name"; fi
}
refuses() { # NAME TEXT PATH...
    name=$1 text=$2
    shift 2
    if restore "$@"; then
        bad "$name (it succeeded)"
    elif grep -q -- "$text" "$work/said" && [ -z "$(ls -A "$work/scratch")" ]; then
        ok "$name"
    else
        bad "$name (expected: $text)"
    fi
}
# Everything about files that has to come back: type, mode, owner, whole seconds, where links lead, content.
picture() {
    cd "$1/$2"
    find . ! -type p ! -type s -printf '%p %y %m %U:%G %l\0' | sort -z | tr '\0\n' '\n?'
    find . -type f -print0 | sort -z | xargs -0 sha256sum -z | tr '\0\n' '\n?'
}
same() { [ "$(picture "$TEST_ORIGINAL" "$1")" = "$(picture "$TEST_HOST" "$1")" ]; }

# What is backed up; as on a host, names and numbers of owners belong to it.
mkdir -p "$TEST_ORIGINAL/srv/up loads/odd" "$TEST_ORIGINAL/srv/a*b" "$TEST_ORIGINAL/srv/aXb" "$TEST_ORIGINAL/etc/deep/er"
cd "$TEST_ORIGINAL/srv/up loads"
line=$(printf 'new\nline')
echo one >"odd/$line"
echo two >"odd/quote'\"\$(touch x)\`b"
echo three >'odd/back\slash\n'
echo four >'odd/ blanks '
echo five >odd/-dash
printf six >"odd/$(printf 'latin\351')"
: >odd/empty
mkdir -m 1777 odd/sticky
ln -s /etc/passwd odd/link
ln -s "nowhere $line" odd/dangling
mkfifo odd/pipe
echo seven >odd/set-user
chmod 4755 odd/set-user
head -c 3000000 /dev/urandom >odd/large
chown -R 4321:4321 .
chmod 4755 odd/set-user
chmod 2750 .
touch -d '2001-02-03 04:05:06.7' odd/empty .
python3 -c 'import os; os.setxattr("odd/-dash", "user.colour", b"red\0"); os.setxattr(".", "user.top", b"1")'
echo literal >"$TEST_ORIGINAL/srv/a*b/file"
echo other >"$TEST_ORIGINAL/srv/aXb/file"
cd "$TEST_ORIGINAL/etc"
for file in one 'two words' 'back\slash' '-dash' '*star' deep/er/three left-alone; do printf '%s\n' "$file" >"$file"; done
ln -s one link
chmod 700 deep
chown 4321:4321 deep/er/three
chmod 640 deep/er/three
head -c 33 /dev/urandom | base64 >"$work/password"
restic init --quiet
# Names of owners come from this machine, so the numbers that it does not know stay numbers.
unshare --mount sh -c 'mount --bind "$1/etc" /etc && mount --bind "$1/srv" /srv && exec restic backup --quiet --host app1 /etc /srv' \
    sh "$TEST_ORIGINAL" 2>"$work/said" || bad 'the test could not make its backup'
GU_SNAPSHOT=$(restic snapshots --json | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
export GU_SNAPSHOT

new_host
check 'a folder comes back' restore '/srv/up loads'
check 'names, modes, owners, links and contents are the same' same 'srv/up loads'
check 'attributes come back, of the folder itself too' python3 -c '
import os, sys
os.chdir(os.environ["TEST_HOST"] + "/srv/up loads")
sys.exit(os.getxattr("odd/-dash", "user.colour") != b"red\0" or os.getxattr(".", "user.top") != b"1")'
check 'its own time comes back' [ "$(stat -c %Y "$TEST_HOST/srv/up loads")" = "$(stat -c %Y "$TEST_ORIGINAL/srv/up loads")" ]
rm "$TEST_HOST/srv/up loads/odd/large"
echo changed >"$TEST_HOST/srv/up loads/odd/-dash"
check 'a second run repairs what an earlier one left' restore '/srv/up loads'
check 'and all is the same again' same 'srv/up loads'
check 'stars in a name are no pattern' restore '/srv/a*b'
check 'nothing else comes along' [ ! -e "$TEST_HOST/srv/aXb" ]
check 'a single file comes back' restore '/srv/aXb/file'
check 'with its content' cmp -s "$TEST_HOST/srv/aXb/file" "$TEST_ORIGINAL/srv/aXb/file"
new_host
check 'listed files of /etc come back' restore /etc/one '/etc/two words' '/etc/back\slash' /etc/-dash '/etc/*star' /etc/deep/er/three /etc/link
check 'with owner and mode' [ "$(stat -c '%U %a' "$TEST_HOST/etc/deep/er/three" "$TEST_HOST/etc/deep" | paste -s)" = \
    "$(printf 'UNKNOWN 640\troot 700')" ]
check 'a file that was not listed does not' [ ! -e "$TEST_HOST/etc/left-alone" ]
check 'the list has left the host' [ -z "$(ls -A "$TEST_HOST/run")" ]
mkdir "$TEST_HOST/disk" && rmdir "$TEST_HOST/srv" && ln -s disk "$TEST_HOST/srv"
check 'a link in place of a folder on the way is kept' restore '/srv/a*b'
check 'and followed' [ -f "$TEST_HOST/disk/a*b/file" ]

new_host
refuses 'a path that the restore point lacks' 'not in the restore point: /etc/lacking' /etc/one /etc/lacking
refuses 'a folder that it lacks' 'does not hold /srv/lacking' /srv/lacking
refuses 'a relative path' 'expected absolute paths' srv
refuses 'a path with ..' 'expected absolute paths' /srv/../etc/shadow
refuses 'no path' 'expected at least one path' ''
touch "$TEST_HOST.down"
refuses 'a host that is down' 'No route to host' '/srv/up loads'
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
mount -t tmpfs -o size=1m none "$TEST_HOST/srv"
refuses 'a host without room' 'No space left' '/srv/up loads'
umount "$TEST_HOST/srv"

# Two bytes of each pack are other ones: restic notices in the middle of the stream.
for pack in "$work"/repository/data/*/*; do
    [ "$(stat -c %s "$pack")" -lt 100000 ] || printf 'xx' | dd of="$pack" bs=1 seek=50000 conv=notrunc status=none
done
new_host
refuses 'a damaged repository' 'ciphertext verification failed' '/srv/up loads'
exit "$failed"
