"""Creates the people and groups of the domain, offline; passwords come from files in the folder argv[1]."""
import pathlib
import sys

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

PEOPLE = {"alice": "shop-staff", "bob": "shop-staff", "svc-orders": "shop-services"}

passwords = pathlib.Path(sys.argv[1])
parameters = LoadParm()
parameters.load_default()
directory = SamDB(url=parameters.private_path("sam.ldb"), session_info=system_session(), lp=parameters)
directory.setpassword("(sAMAccountName=Administrator)", (passwords / "administrator").read_text().strip())
for group in sorted(set(PEOPLE.values())):
    directory.newgroup(group)
for name, group in PEOPLE.items():
    directory.newuser(name, (passwords / name).read_text().strip())
    directory.setexpiry(f"(sAMAccountName={name})", 0, no_expiry_req=True)
    directory.add_remove_group_members(group, [name], add_members_operation=True)
