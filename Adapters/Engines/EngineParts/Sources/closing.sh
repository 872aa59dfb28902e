# shellcheck shell=sh disable=SC2154 # the parts before it set `work` and `brought`
# Closes the body of every engine that brings paths back: what counts is what is there now, and that it stays there.
# shellcheck disable=SC2016 # constant text for the shell of the host
missing=$("$GU_SSH" "$GU_HOST" '
    while IFS= read -r path; do
        [ -e "$path" ] || [ -L "$path" ] || printf "%s\n" "$path"
    done
    sync -f /etc /var /srv 2>/dev/null || sync' <"$work/paths") || fail "the host could not be asked what it has now"
[ -z "$missing" ] || {
    printf '%s\n' "$missing" | head -n 50 | sed 's/^/missing on the host: /' >&2
    fail "expected all paths on the host after the restore, found the ones above missing; run it again"
}
echo "restored on $GU_HOST: $(wc -l <"$work/paths") path(s) of $brought"
