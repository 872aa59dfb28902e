#!/bin/sh
# Makes small images of a disk with an ext4 file system below FOLDER.
set -eu
cd "$FOLDER"
case $1 in
fill)
    # A full image, and one that rests on it: what changed between them is a file of the guest.
    mkdir -p "$2"
    truncate -s 8M "$2/disk.part"
    mkfs.ext4 -q -E lazy_itable_init=0 "$2/disk.part"
    qemu-img convert -O qcow2 -f raw "$2/disk.part" "$2/web01.1.qcow2"
    rm "$2/disk.part"
    touch -d '2026-11-01 00:00:00' "$2/web01.1.qcow2"
    # The name alone, so that the folder may be moved.
    (cd "$2" && qemu-img create -q -f qcow2 -b web01.1.qcow2 -F qcow2 web01.2.qcow2)
    # Behind all metadata of the file system, where a file may lie.
    qemu-io -f qcow2 -c 'write -P 77 7M 128k' "$2/web01.2.qcow2" >/dev/null
    touch -d '2026-11-02 00:00:00' "$2/web01.2.qcow2"
    (cd "$2" && sha256sum ./*.qcow2 | sed 's, \./, ,' >SHA256SUMS)
    ;;
damage)
    # In the data of the guest, which nothing but a checksum covers; the time stays.
    position=$(grep -abo MMMMMMMM "$2/web01.2.qcow2" | head -n 1 | cut -d : -f 1)
    printf 'XXXX' | dd of="$2/web01.2.qcow2" bs=1 seek="$position" conv=notrunc status=none
    touch -d '2026-11-02 00:00:00' "$2/web01.2.qcow2"
    ;;
esac
