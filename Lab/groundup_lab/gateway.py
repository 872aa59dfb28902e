"""What is done from the lab's gateway: requests to the shop and to the name server, as a person outside would."""
import json

from .inventory import SOURCES
from .processes import run

CLIENT = SOURCES / "groundup_lab" / "client.py"


def client(lab, request, check=True, timeout=120):
    """Runs the client in the lab's namespace; secrets travel through its standard input."""
    return run("ip", "netns", "exec", lab.namespace, "/usr/bin/python3", CLIENT,
               input=json.dumps({"authority": str(lab.secrets / "ca.crt"), **request}), check=check, timeout=timeout)


def passwords(lab, names):
    """{name: password} of people in the directory."""
    return {name: (lab.secrets / name).read_text().strip() for name in names}


def healthy(lab):
    """Whether the order service, seen through nginx, reaches database and directory."""
    return client(lab, {"do": "health"}, check=False, timeout=30).returncode == 0


def traffic(lab, seconds, read_only=False):
    """Logins, orders and uploads for some seconds; returns how many of each."""
    request = {"do": "traffic", "seconds": seconds, "read_only": read_only, "people": passwords(lab, ("alice", "bob"))}
    return json.loads(client(lab, request, timeout=seconds + 60))


def logins(lab, names):
    """{name: whether the shop accepts the person's password}."""
    return json.loads(client(lab, {"do": "logins", "people": passwords(lab, names)}))


def resolve(lab, questions):
    """{"name type": sorted answers} from the estate's name server."""
    return json.loads(client(lab, {"do": "resolve", "questions": questions}))
