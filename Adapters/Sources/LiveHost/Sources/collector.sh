#!/bin/sh
# Prints what groundup has to know of this host. It only reads; it writes nothing, installs nothing, leaves nothing.
# As root it sees everything it looks for; otherwise it says what it could not see.
#
#   sh collector.sh [FILE | FOLDER/ ...] > host.facts
#
# The arguments name configuration in which services name other hosts; passwords and keys in it are masked here already.
#
# Form: "=== begin NAME", the content with "|" before each of its lines, "=== end NAME". So no content, whatever it
# holds, can look like a heading. In names of files line feeds and tabs become \001, which the reader refuses.
set -u
LC_ALL=C
export LC_ALL
PATH="$PATH:/usr/sbin:/sbin"
info=/var/lib/dpkg/info
data_roots='/srv /opt /home /usr/local /var/lib /var/backups /var/www /var/spool /var/mail'

# section NAME LIMIT COMMAND...: the first LIMIT bytes that COMMAND prints, and a mark when there were more.
section() {
    name=$1
    limit=$2
    shift 2
    printf '=== begin %s\n' "$name"
    "$@" < /dev/null 2> /dev/null | {
        head -c "$limit" | sed 's/^/|/'
        [ "$(head -c 1 | wc -c)" -eq 0 ] || printf '\n=== truncated %s' "$name"
    }
    printf '\n=== end %s\n' "$name"
}

# Names that end in NUL, one per line.
lines() { tr '\n\t\0' '\001\001\n'; }

# Masks what follows a word for a secret; keeps the commands and files that say where a secret lives. Of a command that
# fetches a passphrase from a secret store only the store's address is kept: the rest may hold a credential.
mask() {
    word='[A-Za-z0-9_.-]*(pass|secret|token|credential|authorization|apikey)[A-Za-z0-9_.-]*|[A-Za-z0-9_.-]*[_-]key'
    # Key encryption keys of secret stores, and what opens their hardware modules.
    word="$word|kek|pin|login"
    sed -E \
        -e "s~^([[:space:]]*[a-z_]*pass[a-z_]*_command[[:space:]]*=).*[[:space:]\"'](https?://)([^/@[:space:]\"']*@)?([A-Za-z0-9.-]+(:[0-9]+)?)([/?[:space:]\"'][^@]*)?\$~\\1 \\2\\4~" -e t \
        -e '/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/,/-----END [A-Z0-9 ]*PRIVATE KEY/s/.*/***/' \
        -e "s|(://[^/@:[:space:]\"']*:)[^[:space:]\"']*@|\\1***@|g" \
        -e "s|(https?://)[^/@[:space:]\"']*@|\\1***@|gI" \
        -e '/^[A-Z0-9_]*_(COMMAND|CMD)=["'\'']?(ssh|cat) /b' \
        -e '/^[A-Z0-9_]*_(FILE|PATH)=/b' \
        -e "s/(($word)[\"']?[[:space:]]*[=:][[:space:]]*).+/\\1***/I" \
        -e 's/((^|[[:space:]{;])(password|passwd|passphrase|secret|authorization)[[:space:]]+)[^[:space:]].*/\1***/I' \
        -e 's/(--?[a-z-]*(password|passwd|secret|token)[= ])[^ ;]+/\1***/g'
}

meta() {
    printf 'user %s\n' "$(id -u)"
    printf 'name %s\n' "$(uname -n)"
    printf 'full-name %s\n' "$(timeout 5 hostname -f)"
    printf 'machine-id %s\n' "$(cat /etc/machine-id)"
    printf 'architecture %s\n' "$(dpkg --print-architecture || uname -m)"
    printf 'virtualization %s\n' "$(systemd-detect-virt)"
    printf 'time %s\n' "$(date +%s)"
    for command in awk dpkg-query du find ip sha256sum ss systemctl timeout; do
        command -v "$command" > /dev/null || printf 'missing %s\n' "$command"
    done
}

packages() {
    dpkg-query -W \
        -f='${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\t${Priority}\t${Essential}\n'
}

automatic_packages() {
    awk '$1 == "Package:" { name = $2 } $1 == "Architecture:" { architecture = $2 }
        $1 == "Auto-Installed:" && $2 == 1 { print name "\t" architecture }' /var/lib/apt/extended_states
}

# Which archive offers the version that is installed. The caches stay in memory: apt must not write its own.
origins() {
    command -v apt-cache > /dev/null || return
    set -- apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= policy
    { timeout 20 "$@"; echo '@packages'; dpkg-query -W -f='${Package}:${Architecture}\n' |
        sed 's/:all$//' | timeout 20 xargs "$@"; } | awk '
        $1 == "@packages" { listing = 1; next }
        !listing && /^ *-?[0-9]+ / { sub(/^ *-?[0-9]+ /, ""); source = $0; next }
        !listing && /^ *release / {
            count = split($0, parts, ",")
            for (part = 1; part <= count; part++) if (parts[part] ~ /^ *(release )?o=/) {
                sub(/^ *(release )?o=/, "", parts[part]); label[source] = parts[part] }
            next }
        listing && /^[^ ]/ { name = $1; sub(/:$/, "", name); wanted = 0; next }
        listing && /^ \*\*\* / { wanted = 1; next }
        listing && /^     [^ ]/ { wanted = 0; next }
        listing && wanted && /^ *-?[0-9]+ / { sub(/^ *-?[0-9]+ /, "")
            if ($0 in label && label[$0] != "") { print name "\t" label[$0]; wanted = 0 } }'
}

units() {
    systemctl show --all --no-pager --property=Id,Names,Type,FragmentPath,ActiveState,SubState,UnitFileState,MainPID \
        --property=ControlGroup,Requires,BindsTo,Wants,After,TriggeredBy,StateDirectory,ReadWritePaths,DynamicUser \
        --property=EnvironmentFiles,Environment,User,WorkingDirectory,ExecStart -- '*.service' | mask
}

timers() {
    systemctl show --all --no-pager --property=Id,ActiveState,UnitFileState,Unit,TimersCalendar -- '*.timer'
}

# What an enabled unit is: one that a link asks for. systemctl takes most of a second to say the same.
enabled_units() {
    find /etc/systemd/system -xdev -type l \( -path '*.wants/*' -o -path '*.requires/*' \) -printf '%f\0' |
        lines | sort -u
}

unit_packages() { grep -H '/systemd/system/[^/]*\.service$' "$info"/*.list; }

process_groups() { grep -H '' /proc/[0-9]*/cgroup | grep -v ':/$'; }

process_sockets() { find /proc/[0-9]*/fd -maxdepth 1 -lname 'socket:*' -printf '%h\t%l\n'; }

# The mode of a link below /proc/PID/fd tells whether the file was opened for writing. One file for each process and
# folder, down to the third level, is enough to know where data lies.
open_files() {
    find /proc/[0-9]*/fd -maxdepth 1 -perm -0200 -lname '/*' ! -lname '/dev/*' ! -lname '/proc/*' ! -lname '/sys/*' \
        ! -lname '/run/*' ! -lname '/tmp/*' ! -lname '/var/tmp/*' ! -lname '/var/log/*' ! -lname '/var/cache/*' \
        ! -lname '/memfd:*' ! -lname '* (deleted)' -xtype f -printf '%h %l\0' | lines | sort -u |
        awk -F / '{ folder = $3 FS $5 FS $6 FS $7; if (NF < 8) folder = $3 FS $5 FS $6 }
            !(folder in seen) { seen[folder] = 1; print }'
}

# Files and links in /etc that no package owns, or that differ from what their package brought: PACKAGE PATH.
# Links that installing the packages makes again are left out: alternatives that nobody chose, old start links, and
# those that lead to the authorities a package brings.
configuration() {
    {
        dpkg-query -W -f='@ ${Package}\n${Conffiles}\n' | awk '
            $1 == "@" { package = $2; next }
            NF >= 2 { sub(/^ /, ""); sub(/ remove-on-upgrade$/, ""); sub(/ obsolete$/, ""); sum = $NF
                print "C\t" substr($0, 1, length($0) - length(sum) - 1) "\t" sum "\t" package }'
        grep -h '^/etc/' "$info"/*.list | sed 's/^/O\t/'
        find /etc -xdev -type f -size -20000k ! -name '*shadow*' -print0 | xargs -0 -r md5sum -z | lines |
            sed 's/^/F\t/'
        find /etc -xdev \( -path /etc/alternatives -o -path '/etc/rc?.d' \
            -o -path '/etc/ssl/certs/????????.[0-9]' -o -path '/etc/ssl/certs/*' -lname '/usr/share/*' \) -prune -o \
            \( -type l -o -type f \( -name '*shadow*' -o ! -readable -o ! -size -20000k \) \) -print0 |
            lines | sed 's/^/L\t/'
        awk 'FNR == 1 && $0 == "manual" {
            name = FILENAME; sub(/.*\//, "", name); print "L\t/etc/alternatives/" name }' /var/lib/dpkg/alternatives/*
    } | awk -F '\t' '
        $1 == "C" { sum[$2] = $3; package[$2] = $4; next }
        $1 == "O" { owned[$2] = 1; next }
        $1 == "F" { path = substr($2, 35)
            if (path in sum) { if (sum[path] != substr($2, 1, 32)) print package[path] "\t" path }
            else if (!(path in owned)) print "-\t" path
            next }
        !($2 in owned) { print "-\t" $2 }' | sort -u
}

# The contents of what $changed names; password databases are never read.
digests() {
    printf '%s\n' "$changed" | cut -f 2 | grep -v shadow | while IFS= read -r path; do
        [ -L "$path" ] || printf '%s\0' "$path"
    done | xargs -0 -r sha256sum -z | lines
}

# Where the links among them lead: PATH TARGET.
links() {
    {
        printf '%s\n' "$changed" | cut -f 2 | sed 's/^/@\t/'
        find /etc -xdev -type l -printf '%p\0%l\0' | lines
    } | awk -F '\t' '
        $1 == "@" { wanted[$2] = 1; next }
        !pending { path = $0; pending = 1; next }
        { if (path in wanted) print path "\t" $0; pending = 0 }'
}

accounts() { cut -d : -f 1,3-7 /etc/passwd; }

groups() { cut -d : -f 1,3-4 /etc/group; }

network_mounts() { awk '$3 ~ /^(nfs|nfs4|cifs|smb3)$/' /proc/self/mounts; }

# Local file systems of their own, but for those of the operating system.
mounted_roots() {
    awk '$3 ~ /^(ext[234]|xfs|btrfs|zfs|f2fs)$/ && $2 !~ /\\/ &&
        $2 !~ /^\/(boot.*|usr.*|etc.*|run.*|tmp.*|var(\/log.*|\/cache.*|\/tmp)?)?$/ { print $2 }' /proc/self/mounts
}

# Word splitting of the roots is wanted: they hold no blanks.
# shellcheck disable=SC2046,SC2086
folders() {
    timeout 10 find $data_roots $(mounted_roots) -xdev -maxdepth 3 \
        \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/systemd \) -prune -o -type d -print0 |
        lines | sort -u
}

# Folders with their sizes in KiB, links not followed, other file systems not entered; "!" when time ran out.
# shellcheck disable=SC2046,SC2086
sizes() {
    { timeout 15 du -0xk --max-depth=3 --exclude=/var/lib/dpkg --exclude=/var/lib/apt --exclude=/var/lib/systemd -- \
        $data_roots $(mounted_roots); [ $? -ne 124 ] || printf '!\0'; } | tr '\n\0' '\001\n'
}

# Single files directly below the places where folders are looked for, and all of /usr/local: KIB PATH.
single_files() {
    find /srv /opt /home /var/backups -xdev -mindepth 1 -maxdepth 1 -type f -printf '%k %p\0' | lines
    find /var/www -xdev -mindepth 1 -maxdepth 2 -type f -printf '%k %p\0' | lines
    find /usr/local -xdev -type f -printf '%k %p\0' | lines
}

owned_folders() {
    cat "$info"/*.list |
        grep -E '^/(srv|opt|home|usr/local|var/(lib|backups|www|spool|mail))(/[^/]+)?(/[^/]+)?$' | sort -u
}

# shellcheck disable=SC2086
# A restic repository is a folder with these four entries.
restic_repositories() {
    timeout 10 find $data_roots -xdev -maxdepth 5 -type d -name snapshots -print0 | lines |
        while IFS= read -r found; do
            repository=${found%/snapshots}
            [ -f "$repository/config" ] && [ -d "$repository/keys" ] && [ -d "$repository/data" ] &&
                printf '%s\n' "$repository"
        done
}

# The files that services read their environment from, that restic jobs read, and that the arguments name.
referred_files() {
    printf '%s\n' "$units" | sed -n 's/^EnvironmentFiles=\(.*\) (ignore_errors=[a-z]*)$/\1/p'
    printf '%s\n' "$units" | sed -n '/restic/s/^ExecStart=.*--files-from[= ]\([^ ;]*\).*/\1/p'
    printf '%s\n' "$units" | sed -n '/restic/s/^ExecStart=.*--files-from-verbatim[= ]\([^ ;]*\).*/\1/p'
    find /etc/restic /etc/resticprofile -type f ! -name '*.pub' -print0 | lines
    # What else backs this host up.
    find /etc/borgmatic /etc/borgmatic.d /root/.config/borgmatic /etc/pgbackrest /etc/pgbackrest.conf \
        /etc/groundup-backup /etc/crontab /etc/cron.d /var/spool/cron/crontabs -type f \
        ! -name '*.pub' ! -name '*.password' ! -name '.placeholder' -print0 | lines
    for place; do
        case $place in
            */) find -L "$place" -type f ! -path '*-available/*' ! -name '*.key' ! -name '*.pem' ! -name '*.crt' \
                ! -name '*.dpkg-*' ! -name '*~' ! -name '*.bak' -print0 | lines ;;
            *) printf '%s\n' "$place" ;;
        esac
    done
}

# Text only, at most 256 KiB of each, at most 400 files.
files() {
    referred_files "$@" < /dev/null 2> /dev/null | sort -u | head -n 400 | while IFS= read -r path; do
        case $path in *[[:cntrl:]]*) continue ;; esac
        [ -f "$path" ] || continue
        if [ ! -r "$path" ]; then
            printf '=== unreadable %s\n' "$path"
        elif grep -qI . "$path" && ! grep -q -e '-----BEGIN [A-Z ]*PRIVATE KEY' "$path"; then
            section "file $path" 262144 mask_file "$path"
        fi
    done
}

mask_file() { mask < "$1"; }

collect() {
    [ $# -gt 0 ] || set -- /etc/bind/ /etc/samba/smb.conf /etc/nginx/
    printf '=== groundup facts 1\n'
    section meta 65536 meta
    section os-release 65536 cat /etc/os-release
    section addresses 1048576 ip -o addr show
    section links 1048576 ip -o link show
    section routes 1048576 ip route show
    section resolver 65536 cat /etc/resolv.conf
    section resolver-upstream 65536 cat /run/systemd/resolve/resolv.conf
    section hosts 1048576 cat /etc/hosts
    section network-mounts 1048576 network_mounts
    section sockets 8388608 ss -H -tunaeO
    section process-groups 4194304 process_groups
    section process-sockets 8388608 process_sockets
    section open-files 8388608 open_files
    units=$(units < /dev/null 2> /dev/null | head -c 8388609)
    section units 8388608 printf '%s\n' "$units"
    section timers 1048576 timers
    section enabled-units 1048576 enabled_units
    section unit-packages 1048576 unit_packages
    section packages 8388608 packages
    section automatic-packages 4194304 automatic_packages
    section origins 4194304 origins
    section accounts 4194304 accounts
    section groups 4194304 groups
    changed=$(configuration < /dev/null 2> /dev/null | head -c 4194304)
    section configuration 4194304 printf '%s\n' "$changed"
    section digests 8388608 digests
    section configuration-links 4194304 links
    section folders 4194304 folders
    section sizes 4194304 sizes
    section single-files 1048576 single_files
    section owned-folders 1048576 owned_folders
    section restic-repositories 65536 restic_repositories
    files "$@"
    printf '=== complete\n'
}

collect "$@"
