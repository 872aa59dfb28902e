# shellcheck shell=sh
# Runs where an rdiff-backup repository lies; what is asked comes after it. Reads the repository. Changes nothing.
export TZ=UTC LC_ALL=C
umask 077
IFS= read -r repository || exit 64
data=$repository/rdiff-backup-data
[ -d "$data" ] || exit 66
cd "$repository" || exit 77
set -- "$data"/current_mirror.*.data
[ -e "$1" ] || exit 66
# A second one is there while a backup runs, and after one that was cut off.
[ "$#" = 1 ] || exit 75
newest=${1#"$data/current_mirror."}
newest=${newest%.data}

# check_mirror: rdiff-backup waits for ever when a file of its mirror is gone, so those are counted first.
check_mirror() {
    listed=$(zcat "$data/mirror_metadata.$newest.snapshot.gz" | grep -a -c '^  Type reg$')
    held=$(find . -path ./rdiff-backup-data -prune -o -type f -printf x | wc -c)
    [ "$listed" = "$held" ] || {
        echo "the mirror holds $held files, and its list names $listed" >&2
        exit 65
    }
}
# metadata AT: what rdiff-backup noted of the files of a restore point: first how they were, for those that another backup
# changed later, at last how all were at a later time. The last line tells how it went; 67 means that there is no such point.
metadata() {
    for file in "$data"/mirror_metadata.*.gz; do
        stamp=${file#"$data/mirror_metadata."}
        printf '%s %s\n' "$(date -d "${stamp%.*.gz}" +%s)" "$file"
    done | sort -n | {
        found=
        while read -r time file; do
            [ "$time" != "$1" ] || found=yes
            [ -n "$found" ] || continue
            echo "Metadata ${file##*/}"
            zcat "$file" || exit 65
            # What comes later adds nothing to a whole list.
            case $file in *.snapshot.gz)
                echo 'End 0'
                exit 0
                ;;
            esac
        done
        [ -n "$found" ] || exit 67
        exit 65
    }
}
# restored TREE OPTION...: restores to a folder; whatever rdiff-backup says is a complaint, but that there is one point only.
restored() {
    target=$1
    shift
    code=0
    log=$data/restore.log
    if [ -e "$log" ]; then log=; else touch -r "$data" "$target.times"; fi
    timeout -k 10 "${limit:-14400}" rdiff-backup --null-separator restore --preserve-numerical-ids "$@" "$repository" "$target" \
        >"$target.said" 2>&1 || code=$?
    # It begins a log there that stays empty; nothing may tell that somebody looked.
    if [ -n "$log" ] && [ -e "$log" ] && [ ! -s "$log" ]; then
        rm -f "$log"
        touch -r "$target.times" "$data"
    fi
    if [ "$code" != 0 ] || grep -q -v -e "doesn't have an 'increments' sub-directory" "$target.said"; then
        grep -v -e "doesn't have an 'increments' sub-directory" "$target.said" | head -n 20 >&2
        [ "$code" != 0 ] || code=65
        exit "$code"
    fi
}
