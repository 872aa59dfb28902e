#!/bin/sh
# Whether a backup of "samba-tool domain backup" is whole: its archive unpacks, and dbcheck finds no error in any of its
# directory partitions. It is not started as a domain controller: that would need the rights of root.
set -eu
damaged() {
    printf 'damaged: %s\n' "$*"
    exit 1
}
for tool in samba-tool tar bzip2; do
    command -v "$tool" >/dev/null || {
        echo "not judged: $tool is not installed here"
        exit 3
    }
done
mkdir dc
tar --extract --bzip2 --file="$GU_FILES/$GU_SUBJECT" --directory=dc --no-same-owner --no-same-permissions >said 2>&1 ||
    damaged "it does not unpack: $(grep -m 1 . said)"
[ -f dc/backup.txt ] || damaged "it holds no backup.txt"
[ -f dc/private/sam.ldb ] || damaged "it holds no directory (private/sam.ldb)"
chmod -R u+rwX dc
# Its own folders, and its own realm: the rest of the lost server's settings asks for places that are not here.
realm=$(sed -n 's/^[[:space:]]*realm = *//p' dc/etc/smb.conf | head -n 1)
workgroup=$(sed -n 's/^[[:space:]]*workgroup = *//p' dc/etc/smb.conf | head -n 1)
cat >settings <<END
[global]
netbios name = CHECK
realm = $realm
workgroup = $workgroup
server role = active directory domain controller
private dir = $GU_WORK/dc/private
lock dir = $GU_WORK/lock
state directory = $GU_WORK/dc/state
cache directory = $GU_WORK/lock
pid directory = $GU_WORK/lock
panic action = /bin/true
END
mkdir -p lock dc/state
samba-tool dbcheck --cross-ncs --configfile=settings --option="private dir = $GU_WORK/dc/private" \
    -H "tdb://$GU_WORK/dc/private/sam.ldb" >checked 2>errors || {
    grep -q '^Checked ' checked || damaged "dbcheck: $(tail -n 1 errors)"
}
line=$(grep -E '^Checked [0-9]+ objects' checked | tail -n 1)
case $line in
"Checked 0 objects"*) damaged "it holds no objects" ;;
*"(0 errors)"*) ;;
*) damaged "dbcheck: ${line:-it told no result}: $(grep -iE 'error' checked | head -n 2 | tr '\n' ' ')" ;;
esac
echo "proof: its archive unpacked, dbcheck --cross-ncs: $line; it was not started as a domain controller"
