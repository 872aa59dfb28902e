#!/bin/sh
# A running machine in FOLDER, as far as its disk goes: QEMU's storage daemon with the disk, a monitor, and an export that the guest has.
set -eu
cd "$FOLDER"
guest="nbd+unix:///guest?socket=$PWD/nbd.sock"
case $1 in
start)
    # Reads and writes no more than $2 bytes a second; 0 is no limit.
    [ -e disk.qcow2 ] || qemu-img create -q -f qcow2 disk.qcow2 64M
    qemu-storage-daemon --daemonize --pidfile "$PWD/machine.pid" --object throttle-group,id=pace,limits.bps-total="$2" \
        --blockdev driver=file,node-name=file,filename="$PWD/disk.qcow2" \
        --blockdev driver=throttle,node-name=slow,throttle-group=pace,file=file \
        --blockdev driver=qcow2,node-name=web01,file=slow \
        --chardev socket,id=monitor,path="$PWD/monitor.sock",server=on,wait=off --monitor chardev=monitor \
        --nbd-server addr.type=unix,addr.path="$PWD/nbd.sock" \
        --export type=nbd,id=guest,node-name=web01,name=guest,writable=on >/dev/null 2>&1
    ;;
end)
    # $2: TERM closes the disk, KILL is a crash.
    pid=$(cat machine.pid)
    kill -s "$2" "$pid"
    while kill -0 "$pid" 2>/dev/null; do :; done
    ;;
write)
    # Words of qemu-io, each a command.
    shift
    for command; do qemu-io -f raw -c "$command" "$guest" >/dev/null; done
    ;;
copy) qemu-img convert -O raw "$guest" "$2" ;;
bitmaps)
    printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"query-named-block-nodes","arguments":{"flat":true},"id":"asked"}' |
        { cat && sleep 1; } | socat - "UNIX-CONNECT:$PWD/monitor.sock" |
        jq -r 'select(.id == "asked") | .return[] | (."node-name" | select(startswith("groundup"))), ."dirty-bitmaps"[]?.name // empty'
    ;;
export)
    # At rest: the file or driver of $2.
    qemu-nbd --fork --persistent --read-only --pid-file="$PWD/rest.pid" -k "$PWD/rest.sock" -x rest --image-opts "$2" >/dev/null 2>&1
    ;;
leave) kill "$(cat rest.pid)" ;;
during)
    # Runs the body of a backup, and once it has begun to copy, the text of $2; `$body` is its process group.
    setsid sh -s <body >said 2>&1 &
    body=$!
    until find images -name '.*.part' -size +1000k | grep -q .; do kill -0 "$body"; done
    eval "$2"
    wait "$body" || echo "body ended with $?"
    ;;
esac
