# shellcheck shell=sh disable=SC2154 # follows repository.sh
# Reads the second of a restore point, then names (`.` or `./NAME`, one a line); puts together how they were, with the folders
# on the way to them, and prints the folder that it made for that.
IFS= read -r at || exit 64
check_mirror
scratch=$(mktemp -d /var/tmp/groundup-restore.XXXXXX) || exit 73
trap 'rm -rf "$scratch"' EXIT
trap 'exit 143' TERM INT HUP
# rdiff-backup writes line ends in names as `\n`, and backslashes as two.
sed 's,^\./,,; s,\\,&&,g' >"$scratch/wanted"
metadata "$at" >"$scratch/notes" || exit
if ! grep -q -x '\.' "$scratch/wanted"; then
    # It takes patterns, or names one by one; only the latter mean what they say.
    sed -n 's/^File //p' "$scratch/notes" | awk -v wanted="$scratch/wanted" '
        BEGIN { while ((getline line <wanted) > 0) names[line] }
        {
            for (i = 1; i <= length($0); i++)
                if (substr($0, i, 1) == "/" && substr($0, 1, i - 1) in names) { print; next }
            if ($0 in names) print
        }' | tr '\n' '\0' |
        sed -z -E ":next; s/^(([^\\\\]|\\\\\\\\)*)\\\\n/\\1\\n/; t next; s/\\\\(.)/\\1/g; s,^,$scratch/tree/," >"$scratch/list"
    set -- --include-filelist "$scratch/list" --exclude '**'
else
    set --
fi
restored "$scratch/tree" --at "$at" "$@"
# Nothing of what was asked for was there.
[ -d "$scratch/tree" ] || mkdir "$scratch/tree"
trap - EXIT
printf '%s\n' "$scratch/tree"
