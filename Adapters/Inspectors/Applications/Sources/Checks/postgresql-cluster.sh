#!/bin/sh
# Whether a PostgreSQL cluster works: it starts, recovers, its tables and indexes agree, every row can be read, and page
# checksums match where the cluster has them. GU_SUBJECT is its folder. A base backup recovers from the log that came with it in pg_wal.
set -eu
damaged() {
    printf 'damaged: %s\n' "$*"
    exit 1
}
skip() {
    printf 'not judged: %s\n' "$*"
    exit 3
}
data=$GU_FILES/$GU_SUBJECT
version=$(head -c 20 "$data/PG_VERSION")
case $version in '' | *[!0-9.]*) damaged "PG_VERSION holds no version" ;; esac
programs=/usr/lib/postgresql/$version/bin
[ -x "$programs/postgres" ] || skip "PostgreSQL $version is not installed here"
[ -x "$programs/pg_amcheck" ] || skip "PostgreSQL $version has no pg_amcheck"
chmod -R u+rwX "$data"
chmod 700 "$data"
rm -f "$data/postmaster.pid" "$data/recovery.signal" "$data/standby.signal"
# With this file PostgreSQL would make the links anew, to where they led on the lost host.
if [ -f "$data/tablespace_map" ]; then
    while read -r id place; do
        case $id in '' | *[!0-9]*) damaged "tablespace_map names '$id'" ;; esac
        link=$data/pg_tblspc/$id
        # A folder in its place holds the table space itself.
        if [ ! -d "$link" ] || [ -L "$link" ]; then ln -sfn "$place" "$link"; fi
    done <"$data/tablespace_map"
    rm "$data/tablespace_map"
fi
# Table spaces and the log may lie elsewhere; they count only as restored.
for link in "$data"/pg_tblspc/* "$data/pg_wal"; do
    [ -L "$link" ] || continue
    place=$GU_FILES$(readlink "$link")
    [ -d "$place" ] || damaged "${link##*/} leads to $(readlink "$link"), which was not restored"
    chmod -R u+rwX "$place"
    ln -sfn "$place" "$link"
done

recovered=
if [ -f "$data/backup_label" ]; then
    first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$data/backup_label" | head -n 1)
    [ -n "$first" ] || damaged "its backup_label names no segment of the log"
    # Whoever has the log can tell more; nothing here can.
    [ -f "$data/pg_wal/$first" ] || skip "it is a base backup whose log, from segment $first on, was not restored with it"
    recovered=", recovered from its base backup"
fi
printf 'local all all trust\n' >hba
: >ident
cat >settings <<END
data_directory = '$(printf '%s' "$data" | sed "s/'/''/g")'
hba_file = '$GU_WORK/hba'
ident_file = '$GU_WORK/ident'
END
# Stronger than what postgresql.auto.conf of the lost server says: it listens nowhere, archives nothing, fetches nothing.
start() {
    "$programs/pg_ctl" start --pgdata="$data" --silent --no-wait --log="$GU_WORK/log" --options="-c config_file=$GU_WORK/settings \
        -c listen_addresses= -c unix_socket_directories=$GU_WORK -c port=5432 -c archive_mode=off -c restore_command= \
        -c primary_conninfo= -c shared_preload_libraries= -c session_preload_libraries= -c local_preload_libraries= \
        -c logging_collector=off -c log_destination=stderr -c ssl=off -c shared_buffers=64MB -c huge_pages=off \
        -c max_prepared_transactions=200 -c max_replication_slots=100 -c wal_level=logical -c external_pid_file=$GU_WORK/other-pid \
        -c max_connections=20 -c autovacuum=off -c fsync=off" >/dev/null || damaged "PostgreSQL cannot be started on it"
}
role=postgres
ask() { psql --no-psqlrc -Atq --host="$GU_WORK" --username="$role" --dbname=template1 --command="$1" 2>ask.errors; }
start
tries=0
until [ "$(ask 'select pg_is_in_recovery()')" = f ]; do
    if grep -q 'role ".*" does not exist' ask.errors; then
        # The first superuser has another name: only a server without accounts can tell it.
        "$programs/pg_ctl" stop --pgdata="$data" --mode=fast --silent
        role=$(echo 'select rolname from pg_authid where oid = 10' |
            "$programs/postgres" --single -c config_file="$GU_WORK/settings" -D "$data" template1 2>single.errors |
            sed -n 's/^.*rolname = "\(.*\)".*(typeid.*$/\1/p' | head -n 1)
        [ -n "$role" ] || damaged "it has no superuser that can be asked: $(tail -n 1 single.errors)"
        start
        tries=0
    fi
    "$programs/pg_ctl" status --pgdata="$data" >/dev/null 2>&1 || [ "$tries" -lt 10 ] ||
        damaged "PostgreSQL does not come up: $(grep -E 'FATAL|PANIC' log | grep -vE 'role ".*" does not exist|is starting up' | tail -n 1)"
    tries=$((tries + 1))
    sleep 0.2
done

databases=$(ask "select count(*) from pg_database where datallowconn")
status=0
pg_amcheck() { "$programs/pg_amcheck" --host="$GU_WORK" --username="$role" --maintenance-db=template1 --all --no-strict-names "$@"; }
pg_amcheck --install-missing --heapallindexed --rootdescend >amcheck 2>&1 || status=$?
case $status in
0) ;;
2) damaged "pg_amcheck: $(grep -v '^pg_amcheck: in database' amcheck | head -n 3 | tr '\n' ' ')" ;;
*) grep -qE 'could not (open|load) extension|not available' amcheck && skip "pg_amcheck: $(head -n 1 amcheck)"
    damaged "pg_amcheck ended with $status: $(tail -n 1 amcheck)" ;;
esac
relations=$(ask 'select count(*) from pg_class where relkind in ('"'r','i','t','m'"')')
# Every row of every table, to nowhere; the count shows that there was something.
"$programs/pg_dumpall" --host="$GU_WORK" --username="$role" --no-role-passwords >/dev/null 2>dump.errors ||
    damaged "pg_dumpall: $(head -n 1 dump.errors)"
"$programs/pg_ctl" stop --pgdata="$data" --mode=fast --silent --timeout=600 >/dev/null || damaged "it does not stop"
sums="it has no page checksums"
if ! "$programs/pg_controldata" "$data" | grep -q '^Data page checksum version: *0$'; then
    "$programs/pg_checksums" --check --pgdata="$data" >sums 2>&1 || damaged "pg_checksums: $(head -n 1 sums)"
    grep -q '^Bad checksums: *0$' sums || damaged "pg_checksums: $(tail -n 1 sums)"
    sums="$(sed -n 's/^Blocks scanned: *//p' sums) pages have their checksums"
fi
if [ "${databases:-0}" = 0 ] || [ "${relations:-0}" = 0 ]; then damaged "it holds nothing"; fi
echo "proof: PostgreSQL $version started$recovered and left recovery, pg_amcheck found every index and table of $databases databases right, pg_dumpall read every row, $sums"
