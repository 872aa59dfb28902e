# shellcheck shell=sh
# Unpacks on the controller the archive that a command prints, which its arguments are. Environment: GU_TO (a folder). Its input goes
# to the command.
set -eu
mkdir -p "$GU_TO"
ended=$({
    {
        code=0
        "$@" || code=$?
        echo "$code" >&3
    } | tar -x -C "$GU_TO" --no-same-owner >&2
} 3>&1) || exit 74
exit "$ended"
