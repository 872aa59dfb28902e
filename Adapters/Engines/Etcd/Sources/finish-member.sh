#!/bin/sh
# The last part of restore-member.sh, on the host; the snapshot follows its data on standard input.
set -eu
umask 077
export LC_ALL=C ETCDCTL_API=3
IFS= read -r data
IFS= read -r name
IFS= read -r digest
IFS= read -r member
IFS= read -r peer
IFS= read -r cluster
IFS= read -r token
work=$data.groundup
fail() {
    printf "%s\n" "$*" >&2
    exit 1
}
tool=etcdctl
! command -v etcdutl >/dev/null || tool=etcdutl
command -v "$tool" >/dev/null || fail "expected etcdctl, found none; install etcd-client"
mkdir -p "${data%/*}"
rm -rf "$work"
mkdir "$work"
cat >"$work/snapshot"
found=$(tail -c 32 "$work/snapshot" | od -An -v -t x1 | tr -d " \n" | cut -c 1-16)
[ "$found" = "$digest" ] || fail "expected the SHA-256 $digest... at the end of $name, found $found...: it is another file now, or not whole; plan anew"
"$tool" snapshot restore "$work/snapshot" --data-dir "$work/data" --name "$member" --initial-advertise-peer-urls "$peer" \
    --initial-cluster "$cluster" --initial-cluster-token "$token" </dev/null >"$work/said" 2>&1 || {
    tail -n 5 "$work/said" >&2
    fail "$tool refused snapshot $name, see above; choose another restore point"
}
grep -q "\"restored snapshot\"" "$work/said" || fail "expected $tool to say that it restored the snapshot, found it did not"
bytes=$(stat -c %s "$work/data/member/snap/db")
[ "$((bytes + 32))" -eq "$(stat -c %s "$work/snapshot")" ] || fail "expected a database as long as in the snapshot, found $bytes bytes"
! id etcd >/dev/null 2>&1 || chown -R etcd: "$work/data"
# The file is written last: a folder without it is not whole.
sync -f "$work/data"
serving() { find /proc/[0-9]*/fd -lname "$data/member/*" 2>/dev/null | grep -q .; }
if serving; then
    systemctl stop etcd 2>/dev/null || true
    ! serving || fail "expected no server on $data, found one that is not the unit etcd; stop it first"
fi
place "$work/data" "$data"
printf "%s\n" "$name" >"$data.restored"
sync -f "$data.restored"
rm -rf "$work"
echo "$bytes"
