#!/bin/sh
# Tells the log and the folders of backups: `s SECONDS SIZE NAME` for each segment in GU_WALS from GU_FROM on, `x SIZE NAME` for
# each that the catalogue names, `b NAME` for each folder of a backup, and `i NAME SIZE`, the size of its segments.
export LC_ALL=C
# A server that holds nothing yet has neither folder.
if [ -d "$GU_WALS" ]; then
    cd -- "$GU_WALS" || exit 66
    find . -mindepth 2 -maxdepth 2 -type f -printf 's %T@ %s %f\n' | awk -v from="$GU_FROM" '$4 >= from'
    [ ! -f xlog.db ] || awk -v from="$GU_FROM" '$1 >= from { print "x", $2, $1 }' xlog.db
fi
[ -d "$GU_BASE" ] || exit 0
cd -- "$GU_BASE" || exit 66
find . -mindepth 1 -maxdepth 1 -type d ! -name '*[[:cntrl:]]*' ! -name '* *' -printf 'b %f\n'
for file in */backup.info; do
    [ ! -f "$file" ] || printf 'i %s %s\n' "${file%/*}" "$(sed -n 's/^xlog_segment_size=//p' "$file" | head -n 1)"
done
