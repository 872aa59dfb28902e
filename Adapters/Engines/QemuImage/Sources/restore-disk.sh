# shellcheck shell=sh disable=SC2154 # begun by begin.sh and image-chain.sh
# Restores a disk from an image and all that it rests on into a file or a block device of a host, and compares it there.
#
# Environment: GU_HOST, GU_PATHS (the disk), GU_DISK (its path on the host), GU_FOLDER (where the images lie), GU_IMAGE (the name of
# one), GU_CHANGED (the time of its last change), GU_FORMAT (raw or qcow2), GU_SSH, GU_SCRATCH (takes the whole disk).
# Repeatable: a file is replaced only by a whole one; a device is written again.
[ "$(printf '%s' "$GU_PATHS" | sed 's,//*,/,g')" = "$GU_DISK" ] ||
    fail "expected $GU_DISK as the only path, found: $(printf '%s' "$GU_PATHS" | head -n 3 | tr '\n' ' ')"
case $GU_FORMAT in raw | qcow2) ;; *) fail "expected raw or qcow2, found: $GU_FORMAT" ;; esac
follow "$GU_IMAGE"
now=$(stat -c %Y "$GU_FOLDER/$GU_IMAGE")
[ "$now" = "$GU_CHANGED" ] || fail "image $GU_IMAGE was changed since it was listed; list the restore points again"
# qemu-img is told the whole chain, so that it opens nothing that a header names.
node=null
tac "$work/chain" >"$work/from-base"
while IFS= read -r path; do
    case $path in
    *.qcow2) node=$(layer "$path" "$node") ;;
    *) node="{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"$path\"}}" ;;
    esac
done <"$work/from-base"
GU_SOURCE=json:$node
qemu-img convert -O "$GU_FORMAT" "$GU_SOURCE" "$work/disk" 2>"$work/said" ||
    fail "the image could not be read to its end, or there is no room in ${GU_SCRATCH:-/tmp}: $(head -n 1 "$work/said")"
qemu-img compare -F "$GU_FORMAT" "$GU_SOURCE" "$work/disk" >"$work/said" 2>&1 ||
    fail "the copy differs from the image: $(head -n 1 "$work/said")"
size=$(stat -c %s "$work/disk")

# Name and size come first, and are read byte by byte: what follows them is the disk.
# shellcheck disable=SC2016 # constant text for the shell of the host
receive='
    umask 077
    IFS= read -r size && IFS= read -r disk || exit
    if [ -b "$disk" ]; then
        room=$(blockdev --getsize64 "$disk") && [ "$room" -ge "$size" ] ||
            { echo "expected room for $size bytes on $disk, found ${room:-none}" >&2; exit 1; }
        dd of="$disk" bs=1M iflag=fullblock conv=fsync status=none && blockdev --flushbufs "$disk" &&
            head -c "$size" "$disk" | sha256sum
    else
        folder=${disk%/*}
        { [ -z "$folder" ] || mkdir -p "$folder"; } && rm -f "$disk.groundup" &&
            dd of="$disk.groundup" bs=64k iflag=fullblock conv=sparse status=none && truncate -s "$size" "$disk.groundup" &&
            if [ -e "$disk" ]; then
                chown --reference="$disk" "$disk.groundup" && chmod --reference="$disk" "$disk.groundup"
            fi && sync -f "$disk.groundup" && sha256sum <"$disk.groundup"
    fi'
ended=0
{ printf '%s\n%s\n' "$size" "$GU_DISK" && cat "$work/disk"; } | on_host "$receive" >"$work/arrived" 2>"$work/host" || ended=$?
if [ "$ended" -ne 0 ]; then
    head -n 20 "$work/host" >&2
    fail "the host did not take all of $GU_DISK; see the lines above: is it up, and is there room on it?"
fi
sha256sum <"$work/disk" >"$work/sent"
cmp -s "$work/sent" "$work/arrived" || fail "expected the same bytes on the host as in the image, found others; run it again"
# shellcheck disable=SC2016 # constant text for the shell of the host
printf '%s\n' "$GU_DISK" | on_host 'IFS= read -r disk && { [ -b "$disk" ] || { mv -f "$disk.groundup" "$disk" && sync -f "$disk"; }; }' ||
    fail "the disk could not be put in its place on the host"
echo "restored on $GU_HOST: $GU_DISK, $size bytes, compared"
