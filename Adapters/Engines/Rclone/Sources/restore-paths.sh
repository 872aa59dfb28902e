# shellcheck shell=sh disable=SC2034,SC2154 # the parts around it set and use them
# Copies paths of a remote of rclone here, and streams them onto a host: what opens the remote stays here.
#
# Environment: GU_HOST, GU_REPOSITORY (the folder of the point, as rclone names it), GU_POINT (with `single`: the time of the
# newest file, or of the mark), GU_LAYOUT (`single`, `dated`), GU_MARK (may be absent), GU_ROOT (where it belongs on the host),
# GU_PATHS, GU_REPOSITORY_PASSWORD (path of a configuration of rclone, may be absent), GU_SSH, GU_SCRATCH, where there has to be room
# for the paths. Repeatable.
#
# rclone keeps names, contents, times of files and, as `.rclonelink`, links. Modes and owners are not asked for: rclone 1.60 sets
# those of links on what they lead to, outside of the copy. Files come back as root's, to be read by all; pipes do not.
GU_VIA=
case $GU_REPOSITORY in '' | -* | :*) fail "expected a remote of rclone, found: $GU_REPOSITORY" ;; esac
root=$GU_ROOT
name_paths
configuration=
if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    [ -s "$GU_REPOSITORY_PASSWORD" ] ||
        fail "expected a configuration of rclone in a readable file; check its reference in the repository's 'password'"
    # rclone writes into it when a token is renewed.
    cat "$GU_REPOSITORY_PASSWORD" >"$work/rclone.conf"
    configuration=$work/rclone.conf
fi
call() { rclone --config "$configuration" --ask-password=false --contimeout 15s --retries 2 "$@" </dev/null; }
# What is there now has to be what was chosen.
if [ "$GU_LAYOUT" = single ]; then
    if [ -n "${GU_MARK:-}" ]; then
        call lsf --files-only --format t "$GU_REPOSITORY/$GU_MARK" >"$work/times" 2>"$work/said" || code=$?
    else
        call lsf -R --files-only --format t "$GU_REPOSITORY" >"$work/times" 2>"$work/said" || code=$?
    fi
    [ "${code:-0}" = 0 ] || {
        tail -n 5 "$work/said" >&2
        fail "rclone ended with $code at $GU_REPOSITORY, see above; is it reachable, and its configuration the right one?"
    }
    newest=$(sort "$work/times" | tail -n 1 | sed 's/[-:]//g; s/ /T/')Z
    [ "$newest" = "$GU_POINT" ] || fail "expected the restore point $GU_POINT, found one of $newest in its place; plan anew"
fi
# Rules of its own: what has a meaning in patterns is escaped, a name stands for itself and all below it.
sed 's,^\.,,; s,[][\\*?{}],\\&,g' "$work/names" | while IFS= read -r name; do
    printf '+ %s\n+ %s/**\n+ %s.rclonelink\n' "${name:-/}" "$name" "$name"
done >"$work/rules"
sed -i '/^+ \/$/d; /^+ \.rclonelink$/d' "$work/rules"
echo '- *' >>"$work/rules"
tree=$work/tree
mkdir "$tree"
code=0
(umask 022 && call copy --filter-from "$work/rules" --links --create-empty-src-dirs --use-json-log --stats 5s \
    --stats-log-level NOTICE "$GU_REPOSITORY" "$tree") 2>"$work/said" || code=$?
# How far it came, for whoever watches.
grep '"stats":' "$work/said" | tail -n 1 >&2 || true
if [ "$code" != 0 ] || grep -q '"level":"error"' "$work/said"; then
    grep '"level":"error"' "$work/said" | head -n 10 >&2
    tail -n 2 "$work/said" >&2
    fail "rclone ended with $code at $GU_REPOSITORY, see above; is it reachable, whole, and its configuration the right one?"
fi
send
brought="restore point $GU_POINT"
