# shellcheck shell=sh disable=SC2034 # what follows it uses what it read
# Runs where plain trees lie; what is asked comes after it. Reads, one a line: the repository, its layout (`rsnapshot`,
# `dated`, `single`), and a file whose time tells when a single tree was copied (may be empty). Changes nothing.
export TZ=UTC LC_ALL=C
umask 077
IFS= read -r repository && IFS= read -r layout && IFS= read -r mark || exit 64
[ -d "$repository" ] || exit 66
cd "$repository" || exit 77
rotated='\./[A-Za-z0-9_-]+\.[0-9]+'
dated='\./[A-Za-z0-9_.:+@-]*[0-9]{4}-?[0-9]{2}-?[0-9]{2}[A-Za-z0-9_.:+@-]*'
case $layout in rsnapshot) names=$rotated ;; *) names=$dated ;; esac

# points: one a line: what stays its name, the second of its time, its folder.
#
# A rotation gives every folder another name, and rsnapshot copies the newest one into another folder: only the time of the
# folder stays, for it is set once, when a run has ended.
points() {
    case $layout in
    rsnapshot) find . -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex "$names" -printf '%TY%Tm%TdT%TH%TM%TS %T@ %f\n' ;;
    dated) find . -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex "$names" -printf '%f %T@ %f\n' && return ;;
    single)
        if [ -n "$mark" ]; then
            find "./$mark" -maxdepth 0 -printf '%TY%Tm%TdT%TH%TM%TS %T@ .\n'
        else
            find . -maxdepth 1 -printf '%CY%Cm%CdT%CH%CM%CS %C@ .\n' | sort | tail -n 1
        fi
        ;;
    *) exit 64 ;;
    esac | sed 's/^\([0-9]*T[0-9]*\)\.0* /\1Z /; s/^\([0-9]*T[0-9]*\.[0-9]*[1-9]\)0* /\1Z /'
}

# tree_of NAME BELOW: the folder with the tree of a restore point. While rsnapshot copies into the newest folder, that one
# has the time of the one before it, which is the one that is whole.
tree_of() {
    folder=$(points | while read -r name _ folder; do [ "$name" != "$1" ] || printf '%s\n' "$folder"; done |
        sort -t . -k 2,2n | tail -n 1)
    [ -n "$folder" ] || exit 67
    printf '%s\n' "$repository/$folder${2:+/$2}"
}
