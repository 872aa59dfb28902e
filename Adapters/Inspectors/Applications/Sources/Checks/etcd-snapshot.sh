#!/bin/sh
# Whether a snapshot of etcd is whole: its last 32 bytes are the SHA-256 of the rest, and it can be restored.
set -eu
damaged() {
    printf 'damaged: %s\n' "$*"
    exit 1
}
file=$GU_FILES/$GU_SUBJECT
command -v etcdctl >/dev/null || {
    echo "not judged: etcdctl is not installed here"
    exit 3
}
size=$(stat -Lc %s "$file")
[ "$size" -gt 32 ] || damaged "it has $size bytes"
wanted=$(tail -c 32 "$file" | od -An -v -tx1 | tr -d ' \n')
found=$(head -c "$((size - 32))" "$file" | sha256sum | cut -d' ' -f1)
[ "$wanted" = "$found" ] || damaged "its contents are not those of the SHA-256 at its end"
ETCDCTL_API=3 etcdctl snapshot restore "$file" --data-dir restored >said 2>&1 || damaged "etcdctl snapshot restore: $(tail -n 1 said)"
[ -s restored/member/snap/db ] || damaged "etcdctl restored nothing"
keys=$(ETCDCTL_API=3 etcdctl snapshot status "$file" -w json | sed -n 's/.*"totalKey":\([0-9]*\).*/\1/p')
echo "proof: the SHA-256 at its end is right, etcdctl restored its ${keys:-?} keys into a folder of a new member"
