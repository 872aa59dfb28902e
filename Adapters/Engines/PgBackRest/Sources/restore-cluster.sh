# Restores a PostgreSQL cluster from a pgBackRest backup, as it was when the backup ended or at a moment after it, and
# proves it by starting the cluster until it has left recovery. Runs on the database host; the cluster is stopped after.
#
# Environment: GU_HOST, GU_STANZA, GU_SET (label of the backup), GU_DATA (data folder), GU_MOMENT (such as
# `2026-11-23 12:00:00+00`, may be absent), GU_REPOSITORY (folder) or GU_CONFIG (configuration of pgBackRest),
# GU_REPOSITORY_PASSWORD (path of a file, may be absent), GU_SCRATCH. Repeatable: what an earlier attempt left is used or
# replaced. Needs pgBackRest and the server of the same PostgreSQL version.
#
# The restored cluster archives nothing (archive_mode=off in postgresql.auto.conf): its log must not mix with the one in
# the repository. Whoever puts it to work takes that line away.
# shellcheck shell=sh disable=SC2154 # begun by try-cluster.sh
set -eu
umask 077
fail() {
    printf 'restore-cluster %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8
cd /
case ${GU_SET:-} in '' | *[!0-9FDI_-]*) fail "expected the label of a backup, found: ${GU_SET:-}" ;; esac
case ${GU_STANZA:-} in '' | -* | *[!A-Za-z0-9._-]*) fail "expected the name of a stanza, found: ${GU_STANZA:-}" ;; esac
case ${GU_MOMENT:-} in *[!0-9:.+\ -]*) fail "expected a moment such as 2026-11-23 12:00:00+00, found: $GU_MOMENT" ;; esac
case ${GU_DATA:-} in
/?*) ;;
*) fail "expected the absolute path of a data folder, found: ${GU_DATA:-}" ;;
esac
id postgres >/dev/null 2>&1 || fail "expected an account postgres, found none; install the server first"

# The server has to get to its settings, and the folder of a step is usually closed to everybody but root.
place=${GU_SCRATCH:-/tmp}
as_postgres test -x "$place" || place=/run
work=$(mktemp -d "$place/restore.XXXXXX") || fail "expected a folder to work in at $place, found none"
trap 'stop_cluster; rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP

if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    [ -s "$GU_REPOSITORY_PASSWORD" ] || fail "expected the repository's password in a readable file; check its reference in the configuration"
    PGBACKREST_REPO1_CIPHER_PASS=$(cat "$GU_REPOSITORY_PASSWORD")
    export PGBACKREST_REPO1_CIPHER_PASS
fi
if [ -n "${GU_CONFIG:-}" ]; then
    set -- "--config=$GU_CONFIG"
else
    set -- --no-config "--repo1-path=${GU_REPOSITORY:-}"
    [ -z "${GU_REPOSITORY_PASSWORD:-}" ] || set -- "$@" --repo1-cipher-type=aes-256-cbc
fi
if [ -n "${GU_MOMENT:-}" ]; then
    set -- "$@" --type=time "--target=$GU_MOMENT" --target-action=promote
else
    set -- "$@" --type=immediate --target-action=promote
fi

# The folder may hold what an interrupted attempt left: --delta takes that up.
(umask 022 && install -d "$(dirname "$GU_DATA")")
install -d -o postgres -g postgres -m 700 "$GU_DATA"
as_postgres pgbackrest "--stanza=$GU_STANZA" "--set=$GU_SET" "--pg1-path=$GU_DATA" --log-level-file=off \
    --log-level-console=info --log-level-stderr=warn --delta --archive-mode=off "$@" restore >"$work/said" 2>"$work/errors" || {
    tail -n 20 "$work/errors" "$work/said" >&2
    fail "pgbackrest did not restore backup $GU_SET, see above; is the repository reachable, whole, and the password its own?"
}
# Status 0 alone has proven nothing.
grep -q 'restore command end: completed successfully' "$work/said" ||
    fail "expected pgbackrest to say that the restore was completed, found it did not"

try_cluster "$GU_DATA" "$work"
sync -f "$GU_DATA"
echo "restored on $GU_HOST: backup $GU_SET${GU_MOMENT:+ to $GU_MOMENT} in $GU_DATA, $rows relations; it archives nothing until archive_mode is set again"
