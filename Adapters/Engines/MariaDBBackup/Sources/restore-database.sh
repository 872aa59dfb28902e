# Brings a MariaDB backup back on a host: copies its chain there, prepares the copies with the host's own mariadb-backup, proves
# the result by starting a server on it that nobody else reaches, and puts it in the place of the data folder.
#
# Environment: GU_HOST, GU_FOLDER (the repository), GU_POINT (uuid of the backup), GU_DATA (data folder on the host), GU_VIA (ssh
# destination of the repository, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: an interrupted
# attempt is begun anew. What the data folder held before is kept beside it as GU_DATA.before-TIME, never removed. The file
# groundup-restored in the data folder is written last and names the backup. Needs mariadb-server and mariadb-backup of the
# backup's own series on the host, and room there for the chain; the service is stopped, and started by its own step.
# shellcheck shell=sh disable=SC2154 # begun by begin.sh
case ${GU_POINT:-} in '' | *[!0-9A-Za-z-]*) fail "expected the uuid of a backup, found: ${GU_POINT:-}" ;; esac
plain "$GU_FOLDER" "$GU_DATA"
# The chain, the full backup first: each increment rests on what ends at the number with which it begins.
# shellcheck disable=SC2016 # constant text for another shell
printf '%s\n' "$GU_FOLDER" "$GU_POINT" | at_source '
    IFS= read -r folder && IFS= read -r point && cd -- "$folder" || exit 66
    find . -maxdepth 4 -type f \( -name xtrabackup_checkpoints -o -name mariadb_backup_checkpoints \) ! -path "*[[:cntrl:]]*" | sort |
        while IFS= read -r file; do
            folder=${file%/*}
            for text in "$folder/mariadb_backup_info" "$folder/xtrabackup_info"; do [ ! -f "$text" ] || break; done
            value() { sed -n "s/^$2 = //p" "$1" 2>/dev/null | head -n 1; }
            printf "%s\t%s\t%s\t%s\t%s\t%s\n" "$(value "$text" uuid)" "$(value "$file" backup_type)" \
                "$(value "$file" from_lsn)" "$(value "$file" to_lsn)" "$(value "$text" start_time)" "$folder"
        done | LC_ALL=C awk -F "\t" -v point="$point" "
            { uuid[NR] = \$1; type[NR] = \$2; from[NR] = \$3; to[NR] = \$4; start[NR] = \$5; folder[NR] = \$6 }
            \$1 == point && !now { now = NR }
            END {
                if (!now) { print \"none\"; exit }
                chain = folder[now]
                while (type[now] == \"incremental\") {
                    best = 0
                    for (i = 1; i <= NR; i++) {
                        if (i == now || to[i] \"\" != from[now] \"\" || start[i] > start[now] || used[i]) continue
                        if (!best || (type[best] == \"incremental\" && type[i] != \"incremental\") ||
                            ((type[best] == \"incremental\") == (type[i] == \"incremental\") && start[i] > start[best])) best = i
                    }
                    if (!best) { print \"gap \" from[now]; exit }
                    used[now] = 1
                    now = best
                    chain = folder[now] \"\n\" chain
                }
                print chain
            }"' >"$work/chain" || fail "the repository $GU_FOLDER could not be read; is it there, and reachable?"
case $(head -n 1 "$work/chain") in
none) fail "expected a backup with the uuid $GU_POINT in $GU_FOLDER, found none; plan anew" ;;
gap*) fail "expected the backup that ends at$(sed -n 's/^gap//p' "$work/chain"), on which $GU_POINT rests, found none; choose another" ;;
./*) ;;
*) fail "expected the folders of backups, found: $(head -n 1 "$work/chain")" ;;
esac

# shellcheck disable=SC2016 # constant text for the shell of the host
printf '%s\n' "$GU_DATA" | on_host '
    IFS= read -r data
    for program in mariadb-backup mariadbd mariadb; do
        command -v "$program" >/dev/null || { echo "expected $program, found none; install mariadb-server and mariadb-backup" >&2 && exit 1; }
    done
    id mysql >/dev/null 2>&1 || { echo "expected an account mysql, found none" >&2 && exit 1; }
    mkdir -p -- "${data%/*}" && rm -rf -- "$data.groundup" && mkdir -m 700 -- "$data.groundup"' ||
    fail "the host is not ready to take a database, see above"

number=0
while IFS= read -r folder; do
    # The names come first and are read byte by byte: what follows them are the files.
    # shellcheck disable=SC2016 # constant text for other shells
    {
        printf '%s\n' "$GU_DATA" "$number"
        printf '%s\n' "$GU_FOLDER" "$folder" | at_source '
            IFS= read -r root && IFS= read -r folder && cd -- "$root/$folder" && exec tar -c --numeric-owner .' 2>"$work/said" && echo sent >"$work/sent"
    } | on_host 'umask 077
        IFS= read -r data && IFS= read -r number && mkdir -- "$data.groundup/$number" && exec tar -x -C "$data.groundup/$number"' ||
        fail "the host did not take all of $folder; is it up, and is there room on it?"
    [ -s "$work/sent" ] || {
        head -n 20 "$work/said" >&2
        fail "expected all of $folder from the repository, found less, see above"
    }
    rm -f "$work/sent"
    number=$((number + 1))
done <"$work/chain"

printf '%s\n' "$GU_DATA" "$GU_POINT" | on_host "$finish" >"$work/tables" || fail "backup $GU_POINT was not restored, see above"
echo "restored on $GU_HOST: backup $GU_POINT of $number part(s) in $GU_DATA, $(tail -n 1 "$work/tables") tables"
