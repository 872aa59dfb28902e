# Brings a Barman backup back on a database host, as it was when the backup ended or at a moment after it: Barman puts it
# together where it runs, from there it is streamed to the host, and PostgreSQL is started on it until it has left recovery.
#
# Environment: GU_HOST, GU_SERVER (as Barman calls it), GU_BACKUP (id), GU_CONFIG (Barman's configuration), GU_USER (the account
# that it runs as), GU_DATA (data folder on the host), GU_MOMENT (such as `2026-11-23 12:00:00+00`, may be absent), GU_VIA (ssh
# destination of the machine with Barman, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: an
# interrupted attempt is begun anew. What the data folder held is kept beside it as GU_DATA.before-TIME. Needs room for the
# cluster in the temporary folder of Barman's machine, and the server of the same PostgreSQL version on the host.
#
# The restored cluster archives nothing (archive_mode=off in postgresql.auto.conf): its log must not mix with the one in the
# repository. Whoever puts it to work takes that line away.
# shellcheck shell=sh disable=SC2154 # begun by begin.sh
plain "$GU_DATA" "$GU_CONFIG"
case ${GU_BACKUP:-} in '' | *[!0-9T]*) fail "expected the id of a backup, found: ${GU_BACKUP:-}" ;; esac
case ${GU_SERVER:-}${GU_USER:-} in '' | -* | *[!A-Za-z0-9._-]*) fail "expected plain names of a server and an account, found: $GU_SERVER, $GU_USER" ;; esac
case ${GU_MOMENT:-} in *[!0-9:.+\ -]*) fail "expected a moment such as 2026-11-23 12:00:00+00, found: $GU_MOMENT" ;; esac
# shellcheck disable=SC2016 # constant text for another shell
at_barman='
    umask 077
    export LC_ALL=C TZ=UTC
    IFS= read -r config && IFS= read -r server && IFS= read -r backup && IFS= read -r user && IFS= read -r moment || exit 64
    cd / && work=$(mktemp -d "${TMPDIR:-/tmp}/recover.XXXXXX") || exit 1
    trap "rm -rf \"$work\"" EXIT
    trap "exit 143" TERM INT HUP
    as() { if [ "$(id -u)" -eq 0 ]; then runuser -u "$user" -- "$@"; else "$@"; fi; }
    [ "$(id -u)" -ne 0 ] || chown "$user" "$work"
    set -- --target-immediate
    [ -z "$moment" ] || set -- --target-time "$moment"
    as barman --config "$config" recover "$@" --target-action promote "$server" "$backup" "$work/data" </dev/null >"$work.said" 2>&1
    ended=$?
    said=$(cat "$work.said")
    rm -f "$work.said"
    # Status 0 alone has proven nothing.
    case $ended:$said in
    0:*"Recovery completed"*) ;;
    *) printf "%s\n" "$said" | tail -n 20 >&2 && exit 1 ;;
    esac
    cd "$work/data" && tar -c .'
# shellcheck disable=SC2154 # set before this script
{
    printf '%s\n' "$GU_DATA"
    printf '%s\n' "$GU_CONFIG" "$GU_SERVER" "$GU_BACKUP" "$GU_USER" "${GU_MOMENT:-}" | at_source "$at_barman" 2>"$work/said" && echo sent >"$work/sent"
} | on_host "$finish" >"$work/answer" || {
    head -n 20 "$work/said" >&2
    fail "backup $GU_BACKUP was not restored, see above; choose another restore point, or an earlier moment"
}
[ -s "$work/sent" ] || {
    head -n 20 "$work/said" >&2
    fail "expected all of backup $GU_BACKUP from Barman, found less, see above"
}
echo "restored on $GU_HOST: backup $GU_BACKUP${GU_MOMENT:+ to $GU_MOMENT} in $GU_DATA, $(tail -n 1 "$work/answer") relations; it archives nothing until archive_mode is set again"
