#!/bin/sh
# Tells every backup folder below GU_FOLDER: a line `@ FOLDER`, one `t SECONDS` of its end, and the settings that matter.
cd -- "$GU_FOLDER" || exit 66
export LC_ALL=C
keys='backup_type|from_lsn|to_lsn|uuid|tool_version|server_version|start_time|end_time|partial|incremental|compressed|format'
find . -maxdepth 4 -type f \( -name xtrabackup_checkpoints -o -name mariadb_backup_checkpoints \) ! -path '*[[:cntrl:]]*' | sort |
    while IFS= read -r file; do
        folder=${file%/*}
        printf '@ %s\n' "${folder#./}"
        for information in "$folder/mariadb_backup_info" "$folder/xtrabackup_info"; do
            [ ! -f "$information" ] || find "$information" -printf 't %T@\n'
        done
        for text in "$file" "$folder/mariadb_backup_info" "$folder/xtrabackup_info"; do
            [ ! -f "$text" ] || head -c 65536 -- "$text" | grep -a -E "^($keys) = " | tr -d '\000' | cut -c 1-200
        done
    done
# What is no backup folder, but may be a backup: a stream, or a folder whose end is missing.
find . -maxdepth 4 -type f \( -name '*.xbstream*' -o -name '*.mbstream*' -o -name '*.xb' -o -name '*.xb.*' \) -printf 's %P\n' | head -n 20
find . -maxdepth 4 -type f \( -name ibdata1 -o -name ibdata1.delta \) ! -path '*[[:cntrl:]]*' | sort |
    while IFS= read -r file; do
        folder=${file%/*}
        [ -f "$folder/xtrabackup_checkpoints" ] || [ -f "$folder/mariadb_backup_checkpoints" ] || printf 'u %s\n' "${folder#./}"
    done | head -n 20
