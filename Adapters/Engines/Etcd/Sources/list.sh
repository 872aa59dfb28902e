#!/bin/sh
# Tells the files in GU_FOLDER, one a line: seconds, size, the last 32 bytes, the four at 16 that say what it is, and the name.
cd -- "$GU_FOLDER" || exit 66
export LC_ALL=C
find . -maxdepth 1 -type f ! -name '*.part' ! -name '.*' ! -name '*[[:cntrl:]]*' | sort | head -n 10000 |
    while IFS= read -r file; do
        kind=$(od -An -v -t x1 -j 16 -N 4 -- "$file" 2>/dev/null | tr -d ' ')
        digest=$(tail -c 32 -- "$file" | od -An -v -t x1 | tr -d ' \n')
        printf '%s %s %s %s\n' "$(stat -c '%Y %s' -- "$file")" "${digest:--}" "${kind:--}" "${file#./}"
    done
