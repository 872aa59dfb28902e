# shellcheck shell=sh disable=SC2154 # begin.sh sets `work`
# Streams paths of a Borg archive onto a host: the passphrase stays here, the host needs neither Borg nor a key.
#
# Environment: GU_HOST, GU_REPOSITORY, GU_ARCHIVE (id), GU_PATHS (absolute, one a line), GU_REPOSITORY_PASSWORD (path of a
# file; absent for a repository without encryption), GU_REMOTE_PATH (borg on the repository's host, may be absent), GU_SSH,
# GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: what exists is replaced, what is there besides stays. Needs Borg
# 1.2 or 1.4, on the host a shell and GNU tar.
#
# Owners go by name, times are whole seconds. Borg 1.x streams no ACLs and no extended attributes: they do not come back.
# Sockets are left to the services that make them.
case $GU_ARCHIVE in '' | *[!0-9a-f]*) fail "expected the id of an archive, found: $GU_ARCHIVE" ;; esac
case $GU_REPOSITORY in
/* | ssh://*) ;;
*) fail "expected a path or ssh://user@host/path as repository, found: $GU_REPOSITORY" ;;
esac

# What Borg remembers of other times must not count: an older copy of the repository would be refused, a moved one asked
# about, and whoever uses the same cache waited for.
mkdir "$work/borg"
export BORG_BASE_DIR="$work/borg" BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
unset BORG_REPO BORG_PASSPHRASE BORG_PASSCOMMAND BORG_EXIT_CODES
[ -z "${GU_REMOTE_PATH:-}" ] || export BORG_REMOTE_PATH="$GU_REMOTE_PATH"
# Borg splits the transport into words itself, so every part has to be plain.
case ${GU_SSH_CONFIG:-plain} in -* | *[!A-Za-z0-9._/@:+=%,-]*) fail "expected a plain path of an ssh configuration, found: '$GU_SSH_CONFIG'" ;; esac
export BORG_RSH="ssh${GU_SSH_CONFIG:+ -F $GU_SSH_CONFIG} -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o LogLevel=ERROR"
key=/dev/null
if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    key=$GU_REPOSITORY_PASSWORD
    [ -s "$key" ] || fail "expected the repository's password in a readable file; check its reference in the configuration"
    # Read by Borg itself; its environment does not hold it. An unencrypted repository in its place is refused.
    export BORG_PASSPHRASE_FD=9 BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no
else
    export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
fi

# call ARGUMENTS: runs borg and keeps what it said and how it ended, for a pipe shows only the end of its last part. A lock
# that a lost host left behind must not stop a restore, and reading needs none.
call() {
    rm -f "$work/code"
    code=0
    borg --bypass-lock "$@" 9<"$key" </dev/null 2>"$work/said" || code=$?
    printf '%s\n' "$code" >"$work/code"
}
# check IGNORED: fails unless borg did all of it; status 1 is a warning, and only those that match IGNORED are none.
check() {
    code=$(cat "$work/code" 2>/dev/null || echo "no status")
    if [ "$code" = 0 ] || { [ "$code" = 1 ] && ! grep -q -v -E "$1" "$work/said"; }; then return; fi
    head -n 20 "$work/said" >&2
    fail "borg ended with $code on archive $GU_ARCHIVE, see above; is the repository reachable, whole, and the password its own?"
}
# Names can be given again, ids cannot: the archive is found by its id.
call list --format '{id} {barchive}{NL}' "$GU_REPOSITORY" >"$work/archives"
check '^$'
name=$(sed -n "s/^$GU_ARCHIVE //p" "$work/archives" | head -n 1)
[ -n "$name" ] || fail "expected an archive with the id $GU_ARCHIVE in the repository, found none; plan anew"
archive=$GU_REPOSITORY::$name

# stream PATTERNS IGNORED OPTIONS: what the file of patterns names, onto the host.
stream() {
    patterns=$1 ignored=$2 options=$3
    set --
    while IFS= read -r pattern; do set -- "$@" "$pattern"; done <"$patterns"
    ended=0
    # A link that leads to a folder is kept: someone moved the folder to another disk.
    call export-tar -- "$archive" - "$@" |
        "$GU_SSH" "$GU_HOST" "tar -x -C / -p --warning=no-timestamp --keep-directory-symlink $options" >"$work/tar" 2>&1 ||
        ended=$?
    if [ "$ended" -ne 0 ] && { grep -q -i 'broken pipe' "$work/said" || [ "$(cat "$work/code")" -le 1 ]; }; then
        head -n 20 "$work/tar" >&2
        fail "the host did not take all of it; see the lines above: is it up, and is there room on it?"
    fi
    check "$ignored"
}
# Borg says what it did not find with status 1, and leaves sockets out with the same.
socket='unsupported file type [0-7]+ for tar export$'
absent="^Include pattern '(.*)' never matched\\.\$"

# whole PATTERNS: fails when Borg has put zeros where chunks were lost; it streams those without a word.
whole() {
    patterns=$1
    set --
    while IFS= read -r pattern; do set -- "$@" "$pattern"; done <"$patterns"
    call list --format '{health} {path}{NL}' -- "$archive" "$@" | grep '^broken ' >"$work/broken" || true
    check '^$'
    [ ! -s "$work/broken" ] || {
        head -n 20 "$work/broken" >&2
        fail "expected whole files in archive $GU_ARCHIVE, found the ones above with lost contents; choose another archive"
    }
}

# restore_some: the paths in `some`, and the folders on the way to them.
restore_some() {
    while IFS= read -r path; do
        parent=${path%/*}
        while [ -n "$parent" ]; do
            printf 'pf:%s\n' "${parent#/}"
            parent=${parent%/*}
        done
    done <"$work/some" | sort -u >"$work/parents"
    sed 's,^/,pp:,' "$work/some" >"$work/patterns"
    whole "$work/patterns"
    # Folders on the way are made as they were where they lack, and left alone where they exist.
    [ ! -s "$work/parents" ] || stream "$work/parents" "$absent|$socket" --no-overwrite-dir
    stream "$work/patterns" "$absent|$socket" ''
    sed -n -E "s/$absent/\\1/p" "$work/said" >"$work/absent"
    [ ! -s "$work/absent" ] || {
        sed 's|^\(pp:\)\{0,1\}|not in the restore point: /|' "$work/absent" | head -n 50 >&2
        fail "archive $GU_ARCHIVE lacks $(wc -l <"$work/absent") path(s), see above; choose a newer one, or plan anew"
    }
}

# Few enough for the arguments of one call.
first=1
total=$(wc -l <"$work/paths")
while [ "$first" -le "$total" ]; do
    sed -n "$first,$((first + 199))p" "$work/paths" >"$work/some"
    restore_some
    first=$((first + 200))
done

# What closes the body says what came back.
# shellcheck disable=SC2034
brought="archive $GU_ARCHIVE"
