#!/bin/sh
# Prints a folder of a backup as an archive of tar, as it lies in the catalogue, with the segments of the log that the backup needs in
# pg_wal, as Barman gives them: PostgreSQL becomes consistent on that without the catalogue.
#
# Standard input, one a line: a folder of the backup, the configuration of Barman, the server, the account that barman is run as
# on another machine (may be empty), `all` or `some`, the number of segments and these; for `some` the names of the files that are
# wanted follow, below the folder, each with NUL after it.
#
# Ends with 3: the log is not there, 4: segments have another size than 16 MiB, 5: no place to work in, 66: there is no data folder.
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
{ IFS= read -r folder && IFS= read -r config && IFS= read -r server && IFS= read -r user && IFS= read -r what && IFS= read -r count; } ||
    exit 64
[ -d "$folder" ] || fail 66 "the folder $folder is not there"
cd -- "$folder"
if [ "$what" = some ]; then
    tar -c --null --no-recursion --no-unquote --verbatim-files-from -T -
    exit
fi
if [ "$count" -eq 0 ]; then
    tar -c .
    exit
fi
if [ -n "$user" ] && [ "$(id -u)" -eq 0 ]; then
    as() { runuser -u "$user" -- "$@"; }
else
    as() { "$@"; }
fi
size=$(sed -n 's/^xlog_segment_size=//p' ../backup.info | head -n 1)
[ "$size" = 16777216 ] || fail 4 "segments of the log are not of 16 MiB"
work=$(mktemp -d "${TMPDIR:-/tmp}/extract.XXXXXX") || fail 5 "expected a folder to work in at ${TMPDIR:-/tmp}, found none"
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
mkdir "$work/pg_wal"
while [ "$count" -gt 0 ]; do
    IFS= read -r segment || exit 64
    code=0
    as barman --config "$config" get-wal "$server" "$segment" </dev/null >"$work/pg_wal/$segment" 2>"$work/said" || code=$?
    if [ "$code" -ne 0 ]; then
        tail -n 3 "$work/said" >&2
        # What it says of a segment that is not there, or cannot be unpacked.
        [ "$code" -eq 1 ] || exit "$code"
        fail 3 "segment $segment of the log, without which the backup is not consistent, cannot be had from Barman"
    fi
    [ "$(stat -c %s "$work/pg_wal/$segment")" = "$size" ] || fail 3 "segment $segment of the log is not whole"
    count=$((count - 1))
done
# Links that the folder holds are links in the archive, too: nothing of the log is written through one where it is unpacked.
tar -c . -C "$work" ./pg_wal
