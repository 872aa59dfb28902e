# shellcheck shell=sh disable=SC2154 # begun by begin.sh
# For bodies that bring paths back: those of GU_PATHS (absolute, one a line), each once, in the file `paths` in `work`.
printf '%s\n' "$GU_PATHS" | sed 's,//*,/,g; s,\(.\)/$,\1,; /^$/d' | sort -u >"$work/paths"
[ -s "$work/paths" ] || fail "expected at least one path, found none"
wrong=$(grep -v -m 1 '^/.' "$work/paths" || grep -m 1 -E '/\.\.?(/|$)' "$work/paths" || true)
[ -z "$wrong" ] || fail "expected absolute paths without . and .., found: $wrong"
