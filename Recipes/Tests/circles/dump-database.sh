#!/bin/sh
# db1, nightly: what the recipe of PostgreSQL restores.
set -eu
umask 077
install -d -m 700 -o postgres -g postgres /var/backups/postgresql
cd /var/backups/postgresql
runuser -u postgres -- pg_dumpall --globals-only --file=globals.sql
runuser -u postgres -- pg_dump --format=custom --file=barbican.dump barbican
