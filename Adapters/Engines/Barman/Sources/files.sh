#!/bin/sh
# Tells what is in GU_FOLDER, a folder of a backup: `TYPE SIZE SECONDS PATH`.
cd -- "$GU_FOLDER" || exit 66
LC_ALL=C exec find . -mindepth 1 -printf '%y %s %T@ %P\n'
