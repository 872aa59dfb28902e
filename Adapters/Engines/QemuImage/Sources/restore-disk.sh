# shellcheck shell=sh disable=SC2154 # begun by begin.sh
# Restores a disk from an image and all that it rests on into a file or a block device of a host, and compares it there.
#
# Environment: GU_HOST, GU_PATHS (the disk), GU_DISK (its path on the host), GU_FOLDER (where the images lie), GU_IMAGE (the name of
# one), GU_CHANGED (the time of its last change), GU_FORMAT (raw or qcow2), GU_SSH, GU_SCRATCH (takes the whole disk).
# Repeatable: a file is replaced only by a whole one; a device is written again.
[ "$(printf '%s' "$GU_PATHS" | sed 's,//*,/,g')" = "$GU_DISK" ] ||
    fail "expected $GU_DISK as the only path, found: $(printf '%s' "$GU_PATHS" | head -n 3 | tr '\n' ' ')"
case $GU_FORMAT in raw | qcow2) ;; *) fail "expected raw or qcow2, found: $GU_FORMAT" ;; esac
case $GU_FOLDER in *[\"\\]*) fail "expected a plain path of the folder with images, found: $GU_FOLDER" ;; esac

# field KEY: a text of the header of an image; QEMU writes one a line, and no value can hold a line of its own.
field() { sed -n "s/^    \"$1\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" "$work/header"; }
# A header may name any file of this machine as what it rests on, so the chain is followed here, by names within the folder.
: >"$work/chain"
name=$GU_IMAGE
while [ -n "$name" ]; do
    case $name in .. | . | */* | *:* | *[\"\\]*) fail "'$name' is no image of the repository; $(head -n 1 "$work/chain") rests on it" ;; esac
    path=$GU_FOLDER/$name
    if grep -q -x -F "$path" "$work/chain" || [ "$(wc -l <"$work/chain")" -ge 64 ]; then
        fail "$GU_IMAGE rests on itself, or on more than 64 images"
    fi
    if [ ! -f "$path" ] || [ -L "$path" ]; then fail "image $path is not there any more; choose another restore point"; fi
    case $name in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
    qemu-img info --output=json -f "$format" "$path" >"$work/header" 2>"$work/said" || fail "$(head -n 1 "$work/said")"
    if grep -q -E '"data-file":|"encrypted": true|"corrupt": true' "$work/header"; then
        fail "image $path is encrypted, marked as corrupt, or has its data in another file"
    fi
    # An image that was cut off reads as zeros, and qemu-img ends with 0: only a check tells. By its plain name the check would open
    # what the header names.
    if [ "$format" = qcow2 ]; then
        code=0
        qemu-img check "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"$path\"},\"backing\":null}" >"$work/said" 2>&1 || code=$?
        # 3: clusters that nobody uses; they take room and hurt nothing.
        case $code in 0 | 3) ;; *) fail "image $path is damaged: $(head -n 1 "$work/said")" ;; esac
    fi
    printf '%s\n' "$path" >>"$work/chain"
    name=$(field backing-filename)
    [ -n "$name" ] || break
    stated=$(field backing-filename-format)
    name=${name#"$GU_FOLDER/"}
    name=${name#./}
    case $name in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
    [ "$stated" = "$format" ] || fail "image $path states format '$stated' for $name, on which it rests"
done
now=$(stat -c %Y "$GU_FOLDER/$GU_IMAGE")
[ "$now" = "$GU_CHANGED" ] || fail "image $GU_IMAGE was changed since it was listed; list the restore points again"
# qemu-img is told the whole chain, so that it opens nothing that a header names.
node=null
tac "$work/chain" >"$work/from-base"
while IFS= read -r path; do
    file="\"file\":{\"driver\":\"file\",\"filename\":\"$path\"}"
    case $path in
    *.qcow2) node="{\"driver\":\"qcow2\",$file,\"backing\":$node}" ;;
    *) node="{\"driver\":\"raw\",$file}" ;;
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
