# shellcheck shell=sh
# Follows repository.sh. Reads the second of a restore point, and prints what rdiff-backup noted of its files.
IFS= read -r at || exit 64
metadata "$at"
