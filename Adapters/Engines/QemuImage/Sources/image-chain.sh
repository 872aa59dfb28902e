# shellcheck shell=sh disable=SC2154 # what begins the body defines work and fail
# Follows an image of GU_FOLDER and all that it rests on, by names within the folder: a header may name any file of this machine.
case $GU_FOLDER in *[\"\\]*) fail "expected a plain path of the folder with images, found: $GU_FOLDER" ;; esac

# field KEY: a text of the header of an image; QEMU writes one a line, and no value can hold a line of its own.
field() { sed -n "s/^    \"$1\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" "$work/header"; }
# layer PATH NODE: describes a qcow2 image that rests on NODE; by its plain name what its header names would be opened, too.
layer() { printf '{"driver":"qcow2","file":{"driver":"file","filename":"%s"},"backing":%s}' "$1" "$2"; }

# follow NAME: writes the paths of its chain into `chain`, the image itself first, and fails when any of them cannot be used.
follow() {
    : >"$work/chain"
    name=$1
    while [ -n "$name" ]; do
        case $name in .. | . | */* | *:* | *[\"\\]*) fail "'$name' is no image of the repository; $(head -n 1 "$work/chain") rests on it" ;; esac
        path=$GU_FOLDER/$name
        if grep -q -x -F "$path" "$work/chain" || [ "$(wc -l <"$work/chain")" -ge 64 ]; then
            fail "$1 rests on itself, or on more than 64 images"
        fi
        if [ ! -f "$path" ] || [ -L "$path" ]; then fail "image $path is not there any more; choose another restore point"; fi
        case $name in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
        qemu-img info --output=json -f "$format" "$path" >"$work/header" 2>"$work/said" || fail "$(head -n 1 "$work/said")"
        if grep -q -E '"data-file":|"encrypted": true|"corrupt": true' "$work/header"; then
            fail "image $path is encrypted, marked as corrupt, or has its data in another file"
        fi
        # An image that was cut off reads as zeros, and qemu-img ends with 0: only a check tells.
        if [ "$format" = qcow2 ]; then
            code=0
            qemu-img check "json:$(layer "$path" null)" >"$work/said" 2>&1 || code=$?
            # 3: clusters that nobody uses; they take room and hurt nothing.
            case $code in 0 | 3) ;; *) fail "image $path is damaged: $(head -n 1 "$work/said")" ;; esac
        fi
        printf '%s\n' "$path" >>"$work/chain"
        name=$(field backing-filename)
        [ -n "$name" ] || break
        stated=$(field backing-filename-format)
        name=${name#"$GU_FOLDER/"}
        name=${name#./}
        case $name in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
        [ "$stated" = "$format" ] || fail "image $path states format '$stated' for $name, on which it rests"
    done
}
