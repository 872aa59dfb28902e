# shellcheck shell=sh
# Follows points.sh. Reads the restore point, the folder in it and the name of its file of sums (as sha256sum makes it);
# reads every byte that the sums name. The last line tells how it went.
IFS= read -r point && IFS= read -r below && IFS= read -r sums || exit 64
tree=$(tree_of "$point" "$below") || exit 67
cd "$tree" || exit 67
[ -f "$sums" ] || {
    echo absent
    exit 0
}
# Names that lead out of the tree would prove something about other files.
printf 'outside %s\n' "$(grep -c -E '^\\?[0-9a-f]{64} [ *](/|(.*/)?\.\.(/|$))' "$sums")"
printf 'named %s\n' "$(grep -c -E '^\\?[0-9a-f]{64} [ *]' "$sums")"
printf 'held %s\n' "$(find . -type f ! -path "./$sums" -printf x | wc -c)"
code=0
sha256sum --check --strict --quiet "$sums" 2>&1 || code=$?
printf 'end %s\n' "$code"
