#!/bin/sh
# Makes, mounts and damages small btrfs file systems below FOLDER; needs root and loop devices.
set -eu
case $1 in
make)
    mkdir -p "$FOLDER/$2"
    truncate -s 128M "$FOLDER/$2.img"
    # One copy of everything, so that what is damaged cannot be repaired.
    mkfs.btrfs -q -m single -d single "$FOLDER/$2.img" >/dev/null 2>&1
    mount -o loop "$FOLDER/$2.img" "$FOLDER/$2"
    mkdir "$FOLDER/$2/snapshots"
    btrfs -q subvolume create "$FOLDER/$2/data"
    ;;
snapshot)
    # Times are whole seconds, and the order of two snapshots counts.
    now=$(date +%s)
    while [ "$(date +%s)" = "$now" ]; do :; done
    btrfs -q subvolume snapshot -r "$FOLDER/$2/data" "$FOLDER/$2/snapshots/$3"
    ;;
send)
    btrfs send -q ${5:+-p "$FOLDER/$2/snapshots/$5"} "$FOLDER/$2/snapshots/$4" | btrfs receive -q "$FOLDER/$3/snapshots"
    ;;
damage)
    umount "$FOLDER/$2"
    position=$(grep -abo "$3" "$FOLDER/$2.img" | head -n 1 | cut -d : -f 1)
    printf 'XXXXXXXX' | dd of="$FOLDER/$2.img" bs=1 seek="$position" conv=notrunc status=none
    mount -o loop "$FOLDER/$2.img" "$FOLDER/$2"
    ;;
fingerprint)
    find "$2" -type f -exec sha256sum {} + 2>&1 | sort
    # Without generations: one is counted when the kernel writes down what was done before.
    { btrfs subvolume list -u "$2" 2>&1 || true; } | sed 's/ gen [0-9]*//'
    ;;
remove)
    for image in "$FOLDER"/*.img; do
        umount "${image%.img}" 2>/dev/null || true
    done
    rm -rf --one-file-system "$FOLDER"
    ;;
esac
