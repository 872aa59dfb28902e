#!/bin/sh
# Whether a SQLite database is whole: integrity_check says exactly "ok", and no foreign key leads nowhere.
set -eu
file=$GU_FILES/$GU_SUBJECT
command -v sqlite3 >/dev/null || {
    echo "not judged: sqlite3 is not installed here"
    exit 3
}
status=0
# By a name that no option and no address looks like.
ln -s "$file" database
for side in wal shm journal; do [ ! -e "$file-$side" ] || ln -s "$file-$side" "database-$side"; done
sqlite3 -batch -init /dev/null database 'PRAGMA integrity_check(20);' >said 2>errors || status=$?
if [ "$status" = 26 ] || grep -q 'file is not a database' errors said; then
    echo "not judged: it is encrypted, or no SQLite database"
    exit 3
fi
if [ "$status" != 0 ] || [ "$(cat said)" != ok ]; then
    printf 'damaged: integrity_check: %s\n' "$(cat said errors | head -n 3 | tr '\n' ' ')"
    exit 1
fi
sqlite3 -batch -init /dev/null database 'PRAGMA foreign_key_check;' >keys 2>errors || {
    printf 'damaged: foreign_key_check: %s\n' "$(head -n 1 errors)"
    exit 1
}
if [ -s keys ]; then
    printf 'damaged: %s rows refer to rows that are not there, such as %s\n' "$(wc -l <keys)" "$(head -n 1 keys)"
    exit 1
fi
echo "proof: integrity_check says ok for $(sqlite3 -batch -init /dev/null database 'SELECT count(*) FROM sqlite_master;') objects, no foreign key leads nowhere"
