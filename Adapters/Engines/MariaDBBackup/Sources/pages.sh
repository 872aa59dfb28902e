#!/bin/sh
# pages: reads every page of every InnoDB file in the current folder with innochecksum, and prints `good FILE` or `bad FILE:
# WHY`, one a line, and `end`. innochecksum sees neither that the last pages of a file lack nor that all of it is zeros.
number() { od -An -v -t u1 -j "$2" -N 4 -- "$1" | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }'; }
# The first page of a tablespace tells its number of pages at 46, and by flags at 54 how large they are.
length() {
    flags=$(number "$1" 54)
    if [ $((flags & 16)) -ne 0 ]; then
        bits=$((flags & 15))
    elif [ $((flags >> 1 & 15)) -ne 0 ]; then
        bits=$((flags >> 1 & 15))
    else
        bits=$((flags >> 6 & 15))
        [ "$bits" -ne 0 ] || bits=5
    fi
    echo $(($(number "$1" 46) * (512 << bits)))
}
# The first file of the system tablespace keeps copies of pages on their way (at two places that page 5 names), whole or torn.
# checked FILE SYSTEM-PAGE-SIZE: innochecksum of all else; the size is empty for other files.
checked() {
    size=$2
    if [ -z "$size" ] || [ "$(number "$1" $((6 * size - 190)))" != 536853855 ]; then
        innochecksum "$1" 2>&1 </dev/null
        return
    fi
    extent=64
    [ "$size" -gt 16384 ] || extent=$((1048576 / size))
    total=$(($(stat -c %s -- "$1") / size))
    from=0
    for copies in $(number "$1" $((6 * size - 186))) $(number "$1" $((6 * size - 182))) "$total"; do
        [ "$copies" -le "$from" ] || innochecksum -s "$from" -e $((copies - 1)) "$1" 2>&1 </dev/null || return
        from=$((copies + extent))
    done
}
pages() {
    size=$(sed -n 's/^innodb_page_size=\([0-9]*\)$/\1/p' backup-my.cnf 2>/dev/null)
    names=$(sed -n 's/^innodb_data_file_path=//p' backup-my.cnf 2>/dev/null | tr ';' '\n' | sed 's/:.*//')
    names=${names:-ibdata1}
    first=./$(printf '%s\n' "$names" | head -n 1)
    {
        printf '%s\n' "$names" | sed 's,^,./,'
        find . -type f \( -name '*.ibd' -o -name '*.new' -o -name 'undo[0-9]*' \) ! -path '*[[:cntrl:]]*' | sort
    } | while IFS= read -r file; do
        ended=0
        own=
        [ "$file" != "$first" ] || own=${size:-16384}
        said=$(checked "$file" "$own") || ended=$?
        [ "$ended" -ne 127 ] || exit 127
        case $file:$said in
        # A table that was made while the backup ran lies in the log only.
        *.new:*zero-filled*) printf 'good %s\n' "$file" && continue ;;
        *:?*) ended=1 ;;
        esac
        if [ "$ended" -ne 0 ]; then
            printf 'bad %s: %s\n' "$file" "$(printf '%s' "$said" | tr '\n' ' ' | cut -c 1-150)"
        elif [ "$(length "$file")" -gt "$(stat -c %s -- "$file")" ] && [ "$(printf '%s\n' "$names" | wc -l)" -eq 1 ]; then
            printf 'bad %s: expected %s bytes, found %s\n' "$file" "$(length "$file")" "$(stat -c %s -- "$file")"
        else
            printf 'good %s\n' "$file"
        fi
    done && echo end
}
