# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # jq expands its filters; the parts before it define work, fail, follow and ask
# Has a running QEMU export a disk as it was at one moment, with what changed since an earlier image; and ends that again.
#
# Environment besides: GU_NODE (the disk's block node), GU_SOCKET and GU_EXPORT (where it is to be exported), GU_ROOM (a folder that QEMU
# may write to: it takes what the guest overwrites meanwhile).
#
# A bitmap is named after the image whose moment began it, and began in the very transaction that froze that moment. So a bitmap that
# lies beside an image tells all that changed since then, whatever was killed or reverted in between; without one the next image is full.
# Nothing is ever cleared: the bitmap of an image goes when a later image lies in its place.
frozen=groundup-frozen
longest=30

# freeze NAME: for the image NAME, without its ending. Sets `base` to the earlier image that it is to rest on, if there is one.
freeze() {
    own=groundup-$(printf '%s/%s' "$GU_REPOSITORY" "$GU_PREFIX" | sha256sum | cut -c 1-12)
    room=$GU_ROOM/groundup-$(printf '%s' "$GU_MONITOR" | sha256sum | cut -c 1-12).frozen
    open_monitor
    read_node || fail "expected a block node $GU_NODE in the QEMU at $GU_MONITOR, found none; is it named as in the configuration?"
    unfinished=yes
    # What a killed backup left.
    thaw '' || fail "expected to end an earlier backup in the QEMU at $GU_MONITOR, found: $(refusal)"
    size=$(jq -r '.image."virtual-size"' "$work/node")
    choose_base
    make_room
    ask '{execute: "blockdev-add", arguments: {"node-name": $frozen, driver: "qcow2", file: {driver: "file", filename: $room}, backing: $node}}' \
        --arg frozen "$frozen" --arg room "$room" --arg node "$GU_NODE" || fail "QEMU cannot use $room: $(refusal)"
    jq -e '.drv == "qcow2" and (.ro | not) and .image."format-specific".data.compat == "1.1"' "$work/node" >/dev/null && persistent=true ||
        persistent=false
    ask '{execute: "transaction", arguments: {actions: ((if $base == "" then [] else [
            {type: "block-dirty-bitmap-add", data: {node: $node, name: $frozen, granularity: 65536, disabled: true}},
            {type: "block-dirty-bitmap-merge", data: {node: $node, target: $frozen, bitmaps: [$base]}}] end) + [
            {type: "block-dirty-bitmap-add", data: {node: $node, name: $new, granularity: 65536, persistent: $persistent}},
            {type: "blockdev-backup", data: {"job-id": $frozen, device: $node, target: $frozen, sync: "none"}}])}}' \
        --arg node "$GU_NODE" --arg frozen "$frozen" --arg base "${base:+$own-$base}" --arg new "$own-$1" \
        --argjson persistent "$persistent" || fail "QEMU cannot freeze a moment of $GU_NODE: $(refusal)"
    # It may serve already; if it cannot, the export says so.
    ask '{execute: "nbd-server-start", arguments: {addr: {type: "unix", data: {path: $socket}}}}' --arg socket "$GU_SOCKET" || true
    ask '{execute: "block-export-add", arguments: ({type: "nbd", id: $frozen, "node-name": $frozen, name: $export} +
            if $base == "" then {} else {bitmaps: [$frozen]} end)}' \
        --arg frozen "$frozen" --arg export "$GU_EXPORT" --arg base "$base" ||
        fail "QEMU cannot export $GU_NODE as $GU_EXPORT: $(refusal)"
}
# still_frozen: the moment held until now.
still_frozen() {
    ask '{execute: "query-block-jobs"}' &&
        jq -e --arg job "$frozen" '.return[] | select(.device == $job) | .status == "running" and ."io-status" == "ok"' "$work/answer" >/dev/null
}
# thaw NAME: ends all of it; once the image NAME is in its place, earlier bitmaps have had their time.
thaw() {
    for command in '{execute: "block-export-del", arguments: {id: $frozen, mode: "hard"}}' \
        '{execute: "block-job-cancel", arguments: {device: $frozen, force: true}}'; do
        # There may be none.
        ask "$command" --arg frozen "$frozen" || true
    done
    left=150
    until is_gone; do
        # Of a QEMU that went away nothing but this file is left.
        [ -z "$closed" ] || { rm -f "$room" && return 1; }
        [ "$left" -gt 0 ] || return 1
        left=$((left - 1))
        # Both end some time after they were told to.
        ask '{execute: "blockdev-del", arguments: {"node-name": $frozen}}' --arg frozen "$frozen" || sleep 0.2
    done
    rm -f "$room"
    read_node || return 1
    jq -r --arg own "$own-" '."dirty-bitmaps"[]?.name // "" | select(startswith($own)) | ltrimstr($own)' "$work/node" >"$work/bitmaps"
    remove_bitmap "$frozen" || true
    while IFS= read -r name; do
        # Without its image nobody will ever ask for it.
        [ -n "$1" ] || [ ! -f "$GU_FOLDER/$name.qcow2" ] || continue
        [ "$name" = "$1" ] || remove_bitmap "$own-$name" || return 1
    done <"$work/bitmaps"
}
is_gone() {
    ask '{execute: "query-named-block-nodes", arguments: {flat: true}}' &&
        jq -e --arg frozen "$frozen" 'all(.return[]; ."node-name" != $frozen)' "$work/answer" >/dev/null
}
remove_bitmap() {
    ask '{execute: "block-dirty-bitmap-remove", arguments: {node: $node, name: $name}}' --arg node "$GU_NODE" --arg name "$1"
}
# read_node: what QEMU says of the disk.
read_node() {
    ask '{execute: "query-named-block-nodes", arguments: {flat: true}}' &&
        jq -e --arg node "$GU_NODE" '.return[] | select(."node-name" == $node)' "$work/answer" >"$work/node"
}
# choose_base: the newest image with a bitmap that has recorded all the time, if the image and all that it rests on are whole.
choose_base() {
    jq -r --arg own "$own-" '."dirty-bitmaps"[]? | select(.recording and (.inconsistent | not)) | .name // "" |
        select(startswith($own)) | ltrimstr($own)' "$work/node" | sort -r >"$work/bitmaps"
    base=
    while IFS= read -r name; do
        [ ! -f "$GU_FOLDER/$name.qcow2" ] || { base=$name && break; }
    done <"$work/bitmaps"
    [ -n "$base" ] || { because="QEMU keeps no record of changes since an image" && return; }
    if ! (follow "$base.qcow2") 2>"$work/why"; then
        because=$(tail -n 1 "$work/why" | cut -c 1-300)
    elif [ "$(wc -l <"$work/chain")" -ge "$longest" ]; then
        because="$base.qcow2 rests on $((longest - 1)) images"
    elif [ "$(size_of "$GU_FOLDER/$base.qcow2")" != "$size" ]; then
        because="the disk has another size than $base.qcow2"
    else
        return 0
    fi
    base=
}
size_of() { qemu-img info --output=json -f qcow2 "$1" 2>/dev/null | sed -n 's/^    "virtual-size": \([0-9]*\),$/\1/p'; }
# make_room: were it to run out, QEMU would fail writes of the guest.
make_room() {
    free=$(df --output=avail -B1 "$GU_ROOM" 2>/dev/null | tail -n 1)
    [ "${free:-0}" -ge "$size" ] ||
        fail "expected room for $size bytes in $GU_ROOM, as the guest may overwrite all of its disk meanwhile; found ${free:-none}"
    qemu-img create -q -f qcow2 "$room" "$size" >"$work/said" 2>&1 || fail "$(head -n 1 "$work/said")"
    # Whoever QEMU runs as.
    chown --reference="$GU_MONITOR" "$room"
}
