# shellcheck shell=sh disable=SC2154 # follows repository.sh
# Reads the second of a restore point and how many seconds it may take.
IFS= read -r at && IFS= read -r limit || exit 64
check_mirror
exec timeout -k 10 "$limit" rdiff-backup verify --at "$at" "$repository"
