#!/bin/sh
# Restores the disk that GU_SOURCE describes into a folder of its own, compares it, and checks the ext file systems in it.
#
# Prints a line for each file system: `ext OFFSET STATUS` with the status of e2fsck, or `other OFFSET TYPE`; then `compared`. The copy
# is what a machine finds that lost power: a journal is replayed first.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
qemu-img convert -O raw "$GU_SOURCE" "$work/disk"
qemu-img compare -F raw "$GU_SOURCE" "$work/disk" >/dev/null
# The whole disk, and every partition of it.
{
    echo 0
    partx --raw --noheadings --output START "$work/disk" 2>/dev/null || true
} >"$work/starts"
while read -r start; do
    offset=$((start * 512))
    type=$(blkid -p -s TYPE -o value -O "$offset" "$work/disk" 2>/dev/null) || continue
    case $type in
    ext2 | ext3 | ext4)
        code=0
        e2fsck -p -E journal_only "$work/disk?offset=$offset" >"$work/said" 2>&1 || code=$?
        [ "$code" -gt 1 ] || { code=0 && e2fsck -fn "$work/disk?offset=$offset" >"$work/said" 2>&1 || code=$?; }
        echo "ext $offset $code"
        ;;
    ?*) echo "other $offset $type" ;;
    esac
done <"$work/starts"
echo compared
