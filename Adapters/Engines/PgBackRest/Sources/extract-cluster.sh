# Lets pgBackRest restore a backup below a folder, at the cluster's own path, and puts the segments of the log that it needs into its
# pg_wal: PostgreSQL becomes consistent on that without the repository. Prints it as an archive of tar, unless the folder is named.
#
# Standard input, one a line: the account that pgbackrest is run as (may be empty), a folder to work in (may be empty), the folder to
# restore below (empty for an archive), `all` or `some`, the path of the data folder, the label of the backup, the cipher pass (may be
# empty), the number of arguments of pgbackrest and these, of table spaces and these (two lines, number and path), of segments and these; for `some`
# the names of the files that are wanted follow, each with NUL after it.
#
# Ends with the status of pgbackrest; 3: the log is not there, 4: pgbackrest did not say that it was done, 5: no place to work in.
# shellcheck shell=sh disable=SC2154 # begun by confined.sh
set -eu
umask 077
export LC_ALL=C TZ=UTC
cd /
fail() {
    status=$1
    shift
    printf '%s\n' "$*" >&2
    exit "$status"
}
{ IFS= read -r user && IFS= read -r scratch && IFS= read -r to && IFS= read -r what && IFS= read -r data && IFS= read -r label &&
    IFS= read -r password && IFS= read -r count; } || exit 64
set --
while [ "$count" -gt 0 ]; do
    IFS= read -r word || exit 64
    set -- "$@" "$word"
    count=$((count - 1))
done
if [ -n "$password" ]; then
    PGBACKREST_REPO1_CIPHER_PASS=$password
    export PGBACKREST_REPO1_CIPHER_PASS
fi
work=$(mktemp -d "${scratch:-${TMPDIR:-/tmp}}/extract.XXXXXX") || fail 5 "expected a folder to work in at ${scratch:-${TMPDIR:-/tmp}}, found none"
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
root=${to:-$work/root}
mkdir -p "$root$data"
[ "$(id -u)" -eq 0 ] || user=
[ -z "$user" ] || chown -R "$user" "$work"
# A configuration of the repository's own host leads to the database host: here is neither.
here() {
    set -- pgbackrest "$@" "--pg1-path=$root$data" --reset-pg1-host "--lock-path=$work/lock" --log-level-file=off \
        --log-level-stderr=off --log-level-console=info
    [ -z "$user" ] || set -- runuser -u "$user" -- "$@"
    confined "$root
$work" "$@" </dev/null >"$work/said" 2>&1
}

IFS= read -r count || exit 64
: >"$work/places"
code=0
(
    while [ "$count" -gt 0 ]; do
        { IFS= read -r id && IFS= read -r place; } || exit 64
        mkdir -p "$root$place"
        [ -z "$user" ] || chown -R "$user" "$work"
        printf '%s %s\n' "$id" "$place" >>"$work/places"
        set -- "$@" "--tablespace-map=$id=$root$place"
        count=$((count - 1))
    done
    here "$@" "--set=$label" --type=none restore
) || code=$?
# Status 0 alone has proven nothing.
grep -q 'restore command end: completed successfully' "$work/said" || {
    { grep -m 3 'ERROR' "$work/said" || tail -n 3 "$work/said"; } >&2
    [ "$code" -ne 0 ] || code=4
    exit "$code"
}
# Written whatever is asked for; here is nothing to recover from but the log that comes next.
rm -f "$root$data/recovery.signal"
while IFS= read -r line; do ln -sfn "${line#* }" "$root$data/pg_tblspc/${line%% *}"; done <"$work/places"

IFS= read -r count || exit 64
[ ! -L "$root$data/pg_wal" ] || fail 3 "expected a folder pg_wal in backup $label, found a link"
while [ "$count" -gt 0 ]; do
    IFS= read -r segment || exit 64
    file=$root$data/pg_wal/$segment
    # With archive-copy the backup holds them already.
    if [ ! -f "$file" ]; then
        code=0
        here "$@" --no-archive-async archive-get "$segment" "$file" || code=$?
        [ "$code" -ne 1 ] || fail 3 "segment $segment of the log, without which backup $label is not consistent, is not in the repository"
        [ "$code" -ne 0 ] || [ -s "$file" ] || code=4
        [ "$code" -eq 0 ] || {
            tail -n 3 "$work/said" >&2
            exit "$code"
        }
    fi
    count=$((count - 1))
done
[ -z "$to" ] || exit 0
cd "$root"
case $what in
all) tar -c . ;;
*) tar -c --null --no-recursion --no-unquote --verbatim-files-from -T - ;;
esac
