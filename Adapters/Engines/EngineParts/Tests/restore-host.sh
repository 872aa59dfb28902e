# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2164,SC2317 # constant text for other shells; checks are called by name
# What the tests of every engine's restore-paths.sh share: a root folder that stands for the host, files with every oddity,
# and the checks of what came back. Needs root. `here` is the folder of the test that reads this.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
body=$work/body
parts=$here/../../EngineParts/Sources
# assemble PART...: the body as the program puts it together.
assemble() { cat "$parts/begin.sh" "$parts/paths.sh" "$@" "$parts/closing.sh" >"$body"; }
export LC_ALL=C.UTF-8 GU_HOST=app1 GU_SSH="$work/ssh" GU_SCRATCH="$work/scratch"
export TEST_HOST="$work/host" TEST_ORIGINAL="$work/original"
failed=0
# What the engine does not bring back at all, and whether it knows folders: their times, modes and owners.
left_out='s'
keeps_folders=yes

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
    find . ! -type "$left_out" ! -type s -printf "${shown:-%p %y %m %U:%G %l}\0" | sort -z | tr '\0\n' '\n?'
    find . -type f -print0 | sort -z | xargs -0 sha256sum -z | tr '\0\n' '\n?'
}
same() { [ "$(picture "$TEST_ORIGINAL" "$1")" = "$(picture "$TEST_HOST" "$1")" ]; }

# What is backed up; as on a host, names and numbers of owners belong to it.
make_original() {
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
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("odd/socket")'
    head -c 3000000 /dev/urandom >odd/large
    ln odd/large odd/another-name
    echo seven >odd/set-user
    chown -R -h 4321:4321 .
    chmod 4755 odd/set-user
    chmod 2750 .
    touch -d '2001-02-03 04:05:06.7' odd/empty .
    python3 -c 'import os; os.setxattr("odd/-dash", "user.colour", b"red\0"); os.setxattr(".", "user.top", b"1")'
    echo literal >"$TEST_ORIGINAL/srv/a*b/file"
    echo other >"$TEST_ORIGINAL/srv/aXb/file"
    cd "$TEST_ORIGINAL/etc"
    for file in one 'two words' 'back\slash' '-dash' '*star' 're:one' deep/er/three left-alone; do printf '%s\n' "$file" >"$file"; done
    ln -s one link
    chmod 700 deep
    chown 4321:4321 deep/er/three
    chmod 640 deep/er/three
    cd "$work"
}
# on_original COMMAND...: runs it where /etc and /srv are the original ones.
on_original() {
    unshare --mount sh -c 'mount --bind "$TEST_ORIGINAL/etc" /etc && mount --bind "$TEST_ORIGINAL/srv" /srv && exec "$@"' sh "$@" \
        2>"$work/said"
}

check_folders() {
    new_host
    check 'a folder comes back' restore '/srv/up loads'
    check 'names, modes, owners, links and contents are the same' same 'srv/up loads'
    [ "$keeps_folders" != yes ] || check 'its own time comes back' [ "$(stat -c %Y "$TEST_HOST/srv/up loads")" = "$(stat -c %Y "$TEST_ORIGINAL/srv/up loads")" ]
    rm "$TEST_HOST/srv/up loads/odd/large"
    echo changed >"$TEST_HOST/srv/up loads/odd/-dash"
    check 'a second run repairs what an earlier one left' restore '/srv/up loads'
    check 'and all is the same again' same 'srv/up loads'
    check 'stars in a name are no pattern' restore '/srv/a*b'
    check 'nothing else comes along' [ ! -e "$TEST_HOST/srv/aXb" ]
    check 'a single file comes back' restore '/srv/aXb/file'
    check 'with its content' cmp -s "$TEST_HOST/srv/aXb/file" "$TEST_ORIGINAL/srv/aXb/file"
}
check_attributes() {
    check 'attributes come back, of the folder itself too' python3 -c '
import os, sys
os.chdir(os.environ["TEST_HOST"] + "/srv/up loads")
sys.exit(os.getxattr("odd/-dash", "user.colour") != b"red\0" or os.getxattr(".", "user.top") != b"1")'
}
check_listed() {
    new_host
    check 'listed files of /etc come back' restore /etc/one '/etc/two words' '/etc/back\slash' /etc/-dash '/etc/*star' /etc/re:one \
        /etc/deep/er/three /etc/link
    [ "$keeps_folders" != yes ] || check 'with owner and mode' [ "$(stat -c '%u %a' "$TEST_HOST/etc/deep/er/three" "$TEST_HOST/etc/deep" | paste -s)" = \
        "$(printf '4321 640\t0 700')" ]
    check 'a file that was not listed does not' [ ! -e "$TEST_HOST/etc/left-alone" ]
    mkdir "$TEST_HOST/disk" && rmdir "$TEST_HOST/srv" && ln -s disk "$TEST_HOST/srv"
    check 'a link in place of a folder on the way is kept' restore '/srv/a*b'
    check 'and followed' [ -f "$TEST_HOST/disk/a*b/file" ]
}
# The repository on another host: an ssh that runs what it is told on this machine, and nothing for any other host.
check_other_host() { # PATH
    new_host
    mkdir -p "$work/programs"
    cat >"$work/programs/ssh" <<'END'
#!/bin/sh
while [ "$1" != -- ]; do shift; done
[ "$2" = vault1 ] || { echo "ssh: Could not resolve hostname $2" >&2; exit 255; }
exec sh -c "$3"
END
    chmod 755 "$work/programs/ssh"
    check 'a repository on another host is read there' env PATH="$work/programs:$PATH" GU_VIA=vault1 GU_PATHS="$1" sh "$body"
    check 'with its contents' cmp -s "$TEST_HOST$1" "$TEST_ORIGINAL$1"
    code=0
    env PATH="$work/programs:$PATH" GU_VIA=elsewhere GU_PATHS="$1" sh "$body" >"$work/said" 2>&1 || code=$?
    check 'a host that is not there is said to be' grep -q 'Could not resolve hostname elsewhere' "$work/said"
    check 'and is a failure' [ "$code" != 0 ]
}
check_refusals() {
    new_host
    refuses 'a path that the restore point lacks' 'not in the restore point: /etc/lacking' /etc/one /etc/lacking
    refuses 'a folder that it lacks' "${lacks:-not in the restore point: }/srv/lacking" /srv/lacking
    refuses 'a relative path' 'expected absolute paths' srv
    refuses 'a path with ..' 'expected absolute paths' /srv/../etc/shadow
    refuses 'no path' 'expected at least one path' ''
    touch "$TEST_HOST.down"
    refuses 'a host that is down' 'No route to host' '/srv/up loads'
    rm "$TEST_HOST.down"
    mount -t tmpfs -o size=1m none "$TEST_HOST/srv"
    refuses 'a host without room' 'No space left' '/srv/up loads'
    umount "$TEST_HOST/srv"
}
