# shellcheck shell=sh disable=SC2154,SC2034 # the parts before it define the rest
# Adds an image of a disk that is exported over NBD to a folder, on the host that runs QEMU.
#
# Environment besides: GU_FOLDER, GU_PREFIX (of names, may be empty), GU_SERVER (of the export, as QEMU writes it in JSON), GU_EXPORT (its
# name), GU_DISK. Without GU_MONITOR the export has to be at rest, and every image is full.
[ "$(cat "$work/paths")" = "$GU_DISK" ] || fail "expected $GU_DISK as the only path, found: $(head -n 3 "$work/paths" | tr '\n' ' ')"
[ -d "$GU_FOLDER" ] || fail "expected the folder $GU_FOLDER on this host, found none; is it mounted?"
moment=$(date +%s)
image=$GU_PREFIX$(date -u -d "@$moment" +%Y%m%dT%H%M%SZ)-$(head -c 4 /dev/urandom | od -A n -t x1 | tr -d ' \n')
# No list takes it for an image before it has its name; what a killed backup left is in nobody's way then.
part=$GU_FOLDER/.$image.qcow2.part
find "$GU_FOLDER" -maxdepth 1 -type f -name ".$GU_PREFIX*.qcow2.part" -delete
finish() {
    rm -f "$part" "$GU_FOLDER/.SHA256SUMS.part"
    [ -z "${unfinished:-}" ] || thaw '' || true
    rm -rf "$work"
}
trap finish EXIT
export_of() { printf '{"driver":"nbd","server":%s,"export":"%s"%s}' "$GU_SERVER" "$GU_EXPORT" "${1:-}"; }
source=$(printf '{"driver":"raw","file":%s}' "$(export_of)")
# must COMMAND...: nothing is added when the tool fails, and its own end is what is told.
must() {
    run "$@"
    [ "$code" -eq 0 ] || stop
}
stop() {
    tell
    exit 0
}

# Reads each changed piece with a copy of it kept in the new image, in pieces that fit into memory, and asks whether it is kept.
copy_changes() {
    must qemu-img map --output=json "json:$(export_of ',"x-dirty-bitmap":"qemu:dirty-bitmap:groundup-frozen"')"
    # In this map `"data": false` means changed. A line that was not understood would be a change lost, so all have to add up.
    sed -n 's/^\[\{0,1\}{ "start": \([0-9]*\), "length": \([0-9]*\),.* "data": \([a-z]*\).*/\1 \2 \3/p' "$work/out" |
        awk -v size="$size" -v pieces="$work/pieces" '
            $1 != end { exit 1 }
            { end += $2 }
            $3 == "false" { changed += $2; for (at = $1; at < end; at += 4194304) { n = end - at < 4194304 ? end - at : 4194304
                printf "read %.0f %.0f\nalloc %.0f %.0f\n", at, n, at, n >pieces } }
            END { if (end != size) exit 1; printf "%.0f\n", changed }' >"$work/changed" ||
        fail "expected a map of all $size bytes of the export, found another: $(tail -n 1 "$work/out" | cut -c 1-200)"
    changed=$(cat "$work/changed")
    must qemu-img create -q -f qcow2 "$part" "$size"
    run replay "json:$(layer "$part" "$source")"
    [ "$code" -eq 0 ] && awk -v changed="$changed" '
        { gsub(/qemu-io> /, "") }
        /^read [0-9]+\/[0-9]+ bytes at / { split($2, n, "/"); read += n[1] }
        /^[0-9]+\/[0-9]+ bytes allocated at / { split($1, n, "/"); kept += n[1] }
        END { exit !(read == changed && kept == changed) }' "$work/out" && return
    # It ends with 0 whatever failed.
    grep -h -m 1 failed "$work/out" >>"$work/err" || echo "not every changed piece was read and kept" >>"$work/err"
    [ "$code" -ne 0 ] || code=1
    stop
}
replay() {
    touch "$work/pieces"
    qemu-io -C "$1" <"$work/pieces"
}
copy_all() {
    must qemu-img convert -O qcow2 "json:$source" "$part"
    run qemu-img compare -F qcow2 "json:$source" "$part"
    [ "$code" -ne 1 ] || echo "the export changed while it was read: it is not at rest" >>"$work/err"
    [ "$code" -eq 0 ] || stop
}
# publish: whole, synced and with its checksum before it has its name. Its time is the moment that it holds.
publish() {
    must qemu-img check "json:$(layer "$part" null)"
    [ -z "$base" ] || must qemu-img rebase -u -f qcow2 -b "$base.qcow2" -F qcow2 "$part"
    touch -d "@$moment" "$part"
    must sync "$part"
    sums=$GU_FOLDER/SHA256SUMS
    [ ! -L "$sums" ] || fail "expected a file $sums, or none, found a link"
    if [ -e "$sums" ]; then awk 1 "$sums"; fi >"$work/sums"
    printf '%s  %s\n' "$(sha256sum <"$part" | cut -c 1-64)" "$image.qcow2" >>"$work/sums"
    must cp "$work/sums" "$GU_FOLDER/.SHA256SUMS.part"
    must sync "$GU_FOLDER/.SHA256SUMS.part"
    must mv -f "$GU_FOLDER/.SHA256SUMS.part" "$sums"
    must mv "$part" "$GU_FOLDER/$image.qcow2"
    must sync "$GU_FOLDER"
}

base='' because="an export alone does not say what changed"
if [ -n "${GU_MONITOR:-}" ]; then
    freeze "$image"
fi
must qemu-img info --output=json "json:$source"
size=$(sed -n 's/^    "virtual-size": \([0-9]*\),$/\1/p' "$work/out")
# What a server says of its disk is only its word; 64 TiB.
if [ "${#size}" -gt 14 ] || [ "${size:-0}" -eq 0 ] || [ "$size" -gt 70368744177664 ]; then
    fail "expected an export of 1 byte to 64 TiB, found one of ${size:-unknown} bytes"
fi
if [ -n "$base" ]; then copy_changes; else copy_all; fi
[ -z "${unfinished:-}" ] || still_frozen || fail "QEMU did not keep the moment until its copy was whole: $(refusal)"
publish
if [ -n "$base" ]; then
    did="$changed of $size bytes changed since $base.qcow2"
else
    did="full, $size bytes, equal to the export; $because"
fi
code=0
printf 'added %s.qcow2: %s\n' "$image" "$did" >"$work/out"
: >"$work/err"
if [ -n "${unfinished:-}" ]; then
    thaw "$image" || echo "QEMU still keeps what belongs to this backup, and the next one ends it: $(refusal)" >"$work/err"
    unfinished=
fi
tell
