#!/bin/sh
# Tells the files of the backups GU_CHAIN (folders below GU_FOLDER, one a line): `@ FOLDER`, then `TYPE SIZE TIME PATH`, then
# `f BYTE PATH` for each table: the fourth byte of its definition says which engine keeps it.
export LC_ALL=C
printf '%s\n' "$GU_CHAIN" | while IFS= read -r folder; do
    cd -- "$GU_FOLDER/$folder" || exit 66
    printf '@ %s\n' "$folder"
    find . -mindepth 1 -printf '%y %s %T@ %P\n' || exit 1
    find . -name '*.frm' -type f -size +3c ! -path '*[[:cntrl:]]*' | sort |
        tr '\n' '\0' | xargs -0 -r head -q -c 4 -- | od -An -v -t u1 -w4 | tr -s ' ' | cut -d ' ' -f 5 | sed 's/^/f /'
    find . -name '*.frm' -type f -size +3c ! -path '*[[:cntrl:]]*' | sort | sed 's/^/n /'
done
