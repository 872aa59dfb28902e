#!/bin/sh
# prepare TARGET: brings copies of backups in order, TARGET/0 (the full one) and TARGET/1 ..., to one consistent state in
# TARGET/0. Prints how each call ended: `prepared CODE WORDS`. Takes files away from the increments: copies only.
prepare() {
    number=0
    while [ -d "$1/$number" ]; do
        set -- "$1" --prepare "--target-dir=$1/0"
        [ "$number" -eq 0 ] || set -- "$@" "--incremental-dir=$1/$number"
        target=$1
        shift
        ended=0
        mariadb-backup --no-defaults "$@" "--tmpdir=$target" </dev/null >"$target/said" 2>&1 || ended=$?
        printf 'prepared %s %s\n' "$ended" "$(grep -a -v '^$' "$target/said" | tail -n 1 | cut -c 1-250)"
        [ "$ended" -eq 0 ] || grep -a -i -E 'error|corrupt|unsupported|upgrade' "$target/said" | head -n 5 | cut -c 1-250 | sed 's/^/said /'
        [ "$ended" -eq 0 ] && tail -n 1 "$target/said" | grep -q 'completed OK!$' || return 1
        set -- "$target"
        number=$((number + 1))
    done
}
