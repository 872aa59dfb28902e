#!/bin/sh
# Unpacks the databases of the archive GU_NAME into a folder of its own and lets samba-tool check all of them. Nothing in the
# repository is touched.
umask 077
cd -- "$GU_FOLDER" || exit 66
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/decode.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
bzip2 -dc -- "./$GU_NAME" | tar -x --no-same-owner -C "$work" private state etc || exit 1
command -v samba-tool >/dev/null || { echo "samba-tool: command not found" >&2 && exit 127; }
# The lost server's own settings say who it is; where its files lie is said here.
value() { sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\([A-Za-z0-9._-]*\)[[:space:]]*\$/\1/p" "$work/etc/smb.conf" | head -n 1; }
cat >"$work/settings" <<END
[global]
netbios name = $(value 'netbios name')
realm = $(value realm)
workgroup = $(value workgroup)
server role = active directory domain controller
private dir = $work/private
state directory = $work/state
lock directory = $work/state
cache directory = $work/state
END
samba-tool dbcheck --cross-ncs --configfile="$work/settings" -H "$work/private/sam.ldb" >"$work/said" 2>&1
ended=$?
tail -n 20 "$work/said"
exit "$ended"
