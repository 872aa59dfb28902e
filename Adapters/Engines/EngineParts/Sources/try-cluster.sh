#!/bin/sh
# try_cluster FOLDER WORK: starts PostgreSQL on a restored data folder for nobody but this script, waits until it has left
# recovery, and stops it; `rows` is its number of relations then. WORK is a folder of its own. Whoever uses it has `fail`, and
# calls `stop_cluster` when it ends.
programs=
tried=
as_postgres() { runuser -u postgres -- "$@"; }
stop_cluster() { [ -z "$programs" ] || as_postgres "$programs/pg_ctl" stop --pgdata="$tried" --mode=fast --silent >/dev/null 2>&1 || true; }
asked() { as_postgres psql --no-psqlrc -Atq --host="$2/socket" --dbname=postgres --command="$1" 2>/dev/null; }
try_cluster() {
    tried=$1
    version=$(cat "$1/PG_VERSION") || fail "expected a cluster in $1, found none"
    case $version in '' | *[!0-9.]*) fail "expected a version in $1/PG_VERSION, found: $version" ;; esac
    [ -x "/usr/lib/postgresql/$version/bin/pg_ctl" ] ||
        fail "expected PostgreSQL $version in /usr/lib/postgresql/$version/bin, found none; install its package"
    install -d -o postgres -g postgres -m 700 "$2/socket"
    chown postgres: "$2"
    # Settings of its own, wherever those of the cluster lie.
    printf 'local all all trust\n' >"$2/hba"
    : >"$2/ident"
    # The log is fetched while it recovers, with the words that the backup tool wrote for it. Without hot standby no setting of
    # the lost server, such as its number of connections, has to be met.
    cat >"$2/settings" <<END
data_directory = '$(printf '%s' "$1" | sed "s/'/''/g")'
hba_file = '$2/hba'
ident_file = '$2/ident'
listen_addresses = ''
unix_socket_directories = '$2/socket'
archive_mode = off
hot_standby = off
END
    chown postgres: "$2/hba" "$2/ident" "$2/settings"
    programs=/usr/lib/postgresql/$version/bin
    as_postgres "$programs/pg_ctl" start --pgdata="$1" --silent --no-wait --log="$2/log" \
        --options="--config_file=$2/settings" >/dev/null || fail "PostgreSQL could not be started on $1"
    # It answers while it is still working off the log: nobody may rely on it until it has left recovery.
    tries=0
    until [ "$(asked 'select pg_is_in_recovery()' "$2")" = f ]; do
        as_postgres "$programs/pg_ctl" status --pgdata="$1" >/dev/null 2>&1 || [ "$tries" -lt 5 ] || {
            tail -n 15 "$2/log" >&2
            fail "PostgreSQL did not come up on the restored files, see above; choose an earlier moment or another backup"
        }
        tries=$((tries + 1))
        [ "$tries" -lt 36000 ] || fail "expected the cluster to be out of recovery within two hours, found it is not"
        sleep 0.2
    done
    # shellcheck disable=SC2034 # for whoever uses it
    rows=$(asked 'select count(*) from pg_class' "$2") || fail "the restored cluster does not answer a question"
    as_postgres "$programs/pg_ctl" stop --pgdata="$1" --mode=fast --silent || fail "the restored cluster did not stop"
    programs=
}
