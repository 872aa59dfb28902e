"""The network of a lab: a bridge in a namespace of its own, and one namespace for every host."""
from .inventory import BRIDGE, GATEWAY, NETWORK_PREFIX, bridge_port
from .processes import run


def namespaces():
    """Names of all network namespaces of this machine."""
    return {line.split()[0] for line in run("ip", "netns", "list").splitlines() if line.strip()}


def processes_in(namespace):
    """Ids of the processes which live in a namespace."""
    done = run("ip", "netns", "pids", namespace, check=False)
    return [int(word) for word in done.stdout.split()] if done.returncode == 0 else []


def raise_bridge(lab):
    """Makes the lab's namespace with the bridge; everything beyond it is unreachable, and says so at once."""
    name = lab.namespace
    if name in namespaces():
        return
    run("ip", "netns", "add", name)
    for words in ("link set lo up", f"link add {BRIDGE} type bridge",
                  f"addr add {GATEWAY}/{NETWORK_PREFIX} dev {BRIDGE}", f"link set {BRIDGE} up",
                  "route add unreachable default"):
        run("ip", "-n", name, *words.split())
    run("ip", "netns", "exec", name, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")


def plug_in(lab, host):
    """Makes a host's namespace, joined to the bridge by an interface named host0 in it."""
    name = lab.host_namespace(host.name)
    if name in namespaces():
        return
    port = bridge_port(host.name)
    run("ip", "netns", "add", name)
    run("ip", "-n", lab.namespace, "link", "delete", port, check=False)
    run("ip", "-n", lab.namespace, "link", "add", port, "type", "veth", "peer", "name", "host0", "netns", name)
    run("ip", "-n", lab.namespace, "link", "set", port, "master", BRIDGE, "up")


def unplug(name):
    """Deletes a namespace with its cable.

    The cable goes first: connections whose peer is dead keep a deleted namespace, and what is in it, for a while.
    """
    if name in namespaces():
        run("ip", "-n", name, "link", "delete", "host0", check=False)
        run("ip", "netns", "delete", name, check=False)
