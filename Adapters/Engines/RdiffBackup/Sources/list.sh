# shellcheck shell=sh disable=SC2154 # follows repository.sh
rdiff-backup --version | sed 's/^/# /'
exec rdiff-backup --parsable-output list increments --size "$repository"
