#!/bin/sh
# shellcheck disable=SC2016,SC2317 # constant text for other shells; checks are called by name
# Runs restore-paths.sh against real Borg repositories and a root folder that stands for the host. Needs root.
#
# Usage: restore-paths-test.sh; prints one line for each check; exit status 1 when any of them failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
body=$here/../Sources/restore-paths.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 USER=root BORG_BASE_DIR="$work/client" BORG_REPO="$work/repository"
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
    find . ! -type s -printf '%p %y %m %U:%G %l\0' | sort -z | tr '\0\n' '\n?'
    find . -type f -print0 | sort -z | xargs -0 sha256sum -z | tr '\0\n' '\n?'
}
same() { [ "$(picture "$TEST_ORIGINAL" "$1")" = "$(picture "$TEST_HOST" "$1")" ]; }

mkdir -p "$TEST_ORIGINAL/srv/up loads/odd" "$TEST_ORIGINAL/srv/a*b" "$TEST_ORIGINAL/srv/aXb" "$TEST_ORIGINAL/etc/deep/er"
cd "$TEST_ORIGINAL/srv/up loads"
line=$(printf 'new\nline')
echo one >"odd/$line"
echo two >"odd/quote'\"\$(touch x)\`b"
echo three >'odd/back\slash\n'
echo five >odd/-dash
printf six >"odd/$(printf 'latin\351')"
: >odd/empty
mkdir -m 1777 odd/sticky
ln -s /etc/passwd odd/link
ln -s "nowhere $line" odd/dangling
mkfifo odd/pipe
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("odd/socket")'
head -c 3000000 /dev/urandom >odd/large
ln odd/large odd/another-name
chown -R 4321:4321 .
echo seven >odd/set-user
chmod 4755 odd/set-user
chmod 2750 .
touch -d '2001-02-03 04:05:06.7' odd/empty .
echo literal >"$TEST_ORIGINAL/srv/a*b/file"
echo other >"$TEST_ORIGINAL/srv/aXb/file"
cd "$TEST_ORIGINAL/etc"
for file in one 'two words' 'back\slash' '-dash' '*star' 're:one' deep/er/three left-alone; do printf '%s\n' "$file" >"$file"; done
ln -s one link
chmod 700 deep
chown 4321:4321 deep/er/three
chmod 640 deep/er/three
head -c 33 /dev/urandom | base64 >"$work/password"
BORG_PASSPHRASE=$(cat "$work/password")
export BORG_PASSPHRASE
borg init --encryption repokey 2>"$work/said"
# Names of owners come from this machine, so the numbers that it does not know stay numbers.
backup() {
    unshare --mount sh -c 'mount --bind "$1/etc" /etc && mount --bind "$1/srv" /srv && exec borg create "::$2" /etc /srv' \
        sh "$TEST_ORIGINAL" "$1" 2>"$work/said" || [ "$?" = 1 ] || bad 'the test could not make its backup'
}
backup 'a name'
GU_ARCHIVE=$(borg list --format '{id}{NL}')
export GU_ARCHIVE

new_host
check 'a folder comes back' restore '/srv/up loads'
check 'names, modes, owners, links, pipes and contents are the same' same 'srv/up loads'
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
check 'listed files of /etc come back' restore /etc/one '/etc/two words' '/etc/back\slash' /etc/-dash '/etc/*star' /etc/re:one \
    /etc/deep/er/three /etc/link
check 'with owner and mode' [ "$(stat -c '%U %a' "$TEST_HOST/etc/deep/er/three" "$TEST_HOST/etc/deep" | paste -s)" = \
    "$(printf 'UNKNOWN 640\troot 700')" ]
check 'a file that was not listed does not' [ ! -e "$TEST_HOST/etc/left-alone" ]
mkdir "$TEST_HOST/disk" && rmdir "$TEST_HOST/srv" && ln -s disk "$TEST_HOST/srv"
check 'a link in place of a folder on the way is kept' restore '/srv/a*b'
check 'and followed' [ -f "$TEST_HOST/disk/a*b/file" ]
mkdir -p "$work/repository/lock.exclusive/lost-host@1.99-0"
check 'a lock that a lost host left is no hindrance' restore /etc/one
rm -r "$work/repository/lock.exclusive"
cp -a "$work/repository" "$work/moved"
check 'a repository that was moved opens' env GU_REPOSITORY="$work/moved" sh "$body"

new_host
refuses 'a path that the restore point lacks' 'not in the restore point: /etc/lacking' /etc/one /etc/lacking
refuses 'a folder that it lacks' 'not in the restore point: /srv/lacking' /srv/lacking
refuses 'a relative path' 'expected absolute paths' srv
refuses 'a path with ..' 'expected absolute paths' /srv/../etc/shadow
refuses 'no path' 'expected at least one path' ''
touch "$TEST_HOST.down"
refuses 'a host that is down' 'No route to host' '/srv/up loads'
rm "$TEST_HOST.down"
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
mount -t tmpfs -o size=1m none "$TEST_HOST/srv"
refuses 'a host without room' 'No space left' '/srv/up loads'
umount "$TEST_HOST/srv"

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
# A repair puts zeros where chunks were: Borg streams them without a word.
BORG_CHECK_I_KNOW_WHAT_I_AM_DOING=YES borg check --repair >"$work/said" 2>&1 || true
refuses 'a file that was repaired with zeros' 'with lost contents' '/srv/up loads'
exit "$failed"
