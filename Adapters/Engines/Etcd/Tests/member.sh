#!/bin/sh
# Runs a real etcd in a folder, without any port of the network that others use. Usage: FOLDER=... member.sh COMMAND; commands:
# make, put KEY VALUE, save FILE, keys DATA, stop.
set -eu
export ETCDCTL_API=3
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
serve() {
    client=http://127.0.0.1:$(port)
    peer=http://127.0.0.1:$(port)
    etcd --data-dir "$1" --name "$2" --listen-client-urls "$client" --advertise-client-urls "$client" --listen-peer-urls "$peer" \
        --initial-advertise-peer-urls "$3" --initial-cluster "$2=$3" </dev/null >"$FOLDER/log" 2>&1 &
    echo $! >"$FOLDER/pid"
    echo "$client" >"$FOLDER/client"
    tries=0
    until ETCDCTL_ENDPOINTS=$client etcdctl endpoint health >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { tail -n 5 "$FOLDER/log" >&2 && exit 1; }
        sleep 0.1
    done
}
end() {
    [ -f "$FOLDER/pid" ] || return 0
    kill -TERM "$(cat "$FOLDER/pid")" 2>/dev/null || true
    while kill -0 "$(cat "$FOLDER/pid")" 2>/dev/null; do sleep 0.1; done
    rm -f "$FOLDER/pid"
}
export ETCDCTL_ENDPOINTS
ETCDCTL_ENDPOINTS=$(cat "$FOLDER/client" 2>/dev/null || true)
case $1 in
make) serve "$FOLDER/made" default http://localhost:2380 ;;
put) etcdctl put "$2" "$3" >/dev/null ;;
save) etcdctl snapshot save "$2" >/dev/null 2>&1 ;;
keys)
    end
    serve "$2" web01 http://localhost:2380
    ETCDCTL_ENDPOINTS=$(cat "$FOLDER/client")
    etcdctl get --prefix '' --print-value-only
    end
    ;;
stop) end ;;
*) exit 64 ;;
esac
