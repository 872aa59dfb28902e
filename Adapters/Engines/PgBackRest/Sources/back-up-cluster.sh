#!/bin/sh
# shellcheck shell=sh disable=SC2154 # the frame before it defines work and fail
# Backs a PostgreSQL cluster up with pgBackRest, on the database host, as whoever owns the cluster.
#
# Environment besides: GU_STANZA, GU_DATA (data folder), GU_CONFIG (configuration of pgBackRest; a repository that is only a
# folder has none), GU_USER. A first backup is full by itself; later ones are as the configuration says, else incremental.
[ -e "$GU_DATA/PG_VERSION" ] || fail "expected a PostgreSQL cluster in $GU_DATA, found none"
owner=$(stat -c %U "$GU_DATA")
set -- "--stanza=$GU_STANZA" --log-level-console=info --log-level-stderr=error --log-level-file=off
if [ -n "${GU_CONFIG:-}" ]; then
    set -- "$@" "--config=$GU_CONFIG"
else
    # Nothing expires by this: what may be removed is said by whoever keeps the repository.
    set -- "$@" --no-config "--repo1-path=$GU_REPOSITORY" "--pg1-path=$GU_DATA"
    socket=$(sed -n 5p "$GU_DATA/postmaster.pid" 2>/dev/null || true)
    [ -z "$socket" ] || set -- "$@" "--pg1-socket-path=$socket"
    [ -z "${GU_REPOSITORY_PASSWORD:-}" ] || set -- "$@" --repo1-cipher-type=aes-256-cbc
fi
if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    PGBACKREST_REPO1_CIPHER_PASS=$(cat "$GU_REPOSITORY_PASSWORD")
    export PGBACKREST_REPO1_CIPHER_PASS
fi
command -v pgbackrest >/dev/null || fail "expected the program pgbackrest on this host, found none; install it"
run runuser -u "${GU_USER:-$owner}" -- pgbackrest "$@" --start-fast --no-expire-auto backup
# Both say nothing of the data; any other warning does, such as one of a page whose checksum is wrong.
grep -F 'WARN:' "$work/out" | grep -v -e 'no prior backup exists' -e 'repo[0-9]*-retention-full' >>"$work/err" || true
tell
