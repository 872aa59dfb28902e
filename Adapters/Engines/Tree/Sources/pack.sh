# shellcheck shell=sh
# Follows points.sh. Reads the restore point, the folder in it and `all` or `some`, then the names of files with NUL after each;
# prints an archive of them. Files only: nothing else has contents, and nobody needs devices where they are looked at.
IFS= read -r point && IFS= read -r below && IFS= read -r which || exit 64
tree=$(tree_of "$point" "$below") || exit 67
cd "$tree" || exit 67
if [ "$which" = all ]; then find . -type f -print0; else cat; fi |
    tar -c --null --no-recursion --no-unquote --verbatim-files-from -T -
