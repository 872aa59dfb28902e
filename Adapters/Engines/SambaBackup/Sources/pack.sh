#!/bin/sh
# Prints a tar archive that holds the archive GU_NAME, once bzip2 has compared the checksum of each block of it. Of a damaged one
# nothing is in it, and the status is 65.
cd -- "$GU_FOLDER" || exit 66
status=0
bzip2 -t -- "./$GU_NAME" || status=$?
[ "$status" -ne 0 ] || exec tar -c -- "./$GU_NAME"
tar -c -T /dev/null
# bzip2 ends with 2 for data that is not what it was, and with 1 when it could not look.
[ "$status" -ne 2 ] || exit 65
exit "$status"
