#!/bin/sh
# Begins every restore body that runs on the controller: how it fails, a folder to work in, and ways to where a repository lies and to
# the host.
#
# Environment: GU_HOST, GU_SSH, GU_VIA (ssh destination where the repository lies, may be absent), GU_SSH_CONFIG (may be absent),
# GU_SCRATCH (may be absent); the part of the engine names its own. Leaves a folder of its own in `work`, which goes with it.
set -eu
umask 077
fail() {
    printf 'restore %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8
# plain PATH...: absolute paths that lead nowhere else.
plain() {
    for path; do
        case $path in
        */../* | */.. | */./* | *'
'*) fail "expected a plain absolute path, found: $path" ;;
        /?*) ;;
        *) fail "expected an absolute path, found: $path" ;;
        esac
    done
}
case ${GU_VIA:-} in -*) fail "expected an ssh destination, found: $GU_VIA" ;; esac
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/restore.XXXXXX") || fail "expected a folder to work in at ${GU_SCRATCH:-/tmp}, found none"
# What an engine has to clean up besides.
clean() { :; }
trap 'clean; rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
# at_source SCRIPT: runs constant text where the repository lies, here or on GU_VIA; its data comes on standard input.
at_source() {
    if [ -n "${GU_VIA:-}" ]; then
        ssh ${GU_SSH_CONFIG:+-F "$GU_SSH_CONFIG"} -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o LogLevel=ERROR -- "$GU_VIA" "$1"
    else
        sh -c "$1"
    fi
}
# on_host SCRIPT: runs constant text on the host that is restored; its data comes on standard input.
on_host() { "$GU_SSH" "$GU_HOST" "$1"; }
