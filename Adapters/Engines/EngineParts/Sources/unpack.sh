# shellcheck shell=sh
# Unpacks on the controller the archive that a command prints, which its arguments are. Environment: GU_TO (a folder). Its input goes
# to the command. Ends as the command did, or with 74 when it was not the command that failed.
set -eu
mkdir -p "$GU_TO"
ended=$({
    {
        code=0
        "$@" || code=$?
        echo "sent=$code" >&3
    } | {
        code=0
        said=$(tar -x -C "$GU_TO" --no-same-owner 2>&1 >/dev/null) || code=$?
        # Of an archive that ends too early the command has more to tell.
        case $said in *'Unexpected EOF'* | *'not look like a tar archive'*) code=cut said= ;; esac
        [ -z "$said" ] || printf '%s\n' "$said" >&2
        echo "taken=$code" >&3
    }
} 3>&1)
sent=$(printf '%s\n' "$ended" | sed -n 's/^sent=//p')
case $ended in
*taken=0*) exit "$sent" ;;
*taken=cut*)
    [ "$sent" -eq 0 ] || exit "$sent"
    echo "expected a whole archive, found one that ends too early" >&2
    ;;
esac
exit 74
