#!/bin/sh
# Usage: enter-group.sh CGROUP_PROCS... -- COMMAND...: joins control groups, then becomes the command.
set -eu
while [ "$1" != -- ]; do
    echo $$ > "$1"
    shift
done
shift
exec "$@"
