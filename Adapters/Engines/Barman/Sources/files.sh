#!/bin/sh
# Tells what is in the data folder of the backup GU_BACKUP: `TYPE SIZE SECONDS PATH`.
cd -- "$GU_BASE/$GU_BACKUP/data" || exit 66
LC_ALL=C exec find . -mindepth 1 -printf '%y %s %T@ %P\n'
