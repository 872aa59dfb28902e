#!/bin/sh
# Tells the archives in GU_FOLDER: `@ SECONDS SIZE NAME`, then the time (UTC) that its archive gives backup.txt as `e ...`, and
# the lines of that as `t ...`; both stand near the beginning, and no more of an archive is read.
cd -- "$GU_FOLDER" || exit 66
export LC_ALL=C TZ=UTC
command -v bzip2 >/dev/null || { echo "bzip2: command not found" >&2 && exit 127; }
find . -maxdepth 1 -type f -name '*.tar.bz2' ! -name '.*' ! -name '*[[:cntrl:]]*' | sort | tail -n 1000 |
    while IFS= read -r file; do
        printf '@ %s %s\n' "$(stat -c '%Y %s' -- "$file")" "${file#./}"
        bzip2 -dc -- "$file" 2>/dev/null | tar -tv --utc --full-time --occurrence=1 backup.txt 2>/dev/null | head -n 1 | sed 's/^/e /'
        bzip2 -dc -- "$file" 2>/dev/null | tar -xO --occurrence=1 backup.txt 2>/dev/null | head -c 4096 | tr -d '\000' | sed 's/^/t /'
    done
