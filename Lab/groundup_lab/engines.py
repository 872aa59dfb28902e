"""More engines: db1 also on pgBackRest, with its log archived to the vault; the uploads of app1 also on Borg; archives of the domain."""
import secrets
import shlex

from . import credentials, remote
from .inventory import SOURCES
from .processes import in_parallel, say

PASSPHRASE = "borg-passphrase"


def engage(lab):
    """Sets them up, each with a first backup, and escrows the passphrase of Borg; can be run again."""
    cluster, fetching, borg, domain = (
        made_once(lab, name) for name in ("cluster_key", "fetching_key", "borg_key", "domain_key"))
    escrowed = lab.escrow / PASSPHRASE
    if not escrowed.exists():
        credentials.write(escrowed, secrets.token_urlsafe(21) + "\n")
        lab.escrow.chmod(0o700)
    run(lab, "vault1", KEY=text(fetching), POSTGRES_KEY=public(cluster), DOMAIN_KEY=public(domain),
        BORG_KEYS="\n".join([public(borg), public(lab.state / "id_ed25519")]))

    def database():
        run(lab, "db1", KEY=text(cluster), VAULT_KEY=public(fetching))
        pgbackrest = "runuser -u postgres -- pgbackrest --stanza=main"
        remote.ssh(lab, "vault1", f"cd / && {pgbackrest} stanza-create && {pgbackrest} --type=full backup")

    in_parallel(lambda part: part(), (
        database, lambda: run(lab, "app1", KEY=text(borg), PASSPHRASE=text(escrowed)),
        lambda: run(lab, "dc1", KEY=text(domain))))
    say("lab: db1 is backed up with pgBackRest too, the uploads of app1 with Borg; vault1 keeps archives of the domain")


def made_once(lab, name):
    """The file of a key pair of this lab."""
    path = lab.state / name
    if not path.exists():
        credentials.key(path, name)
    return path


def text(path):
    return path.read_text(encoding="utf-8").strip()


def public(path):
    return text(path.with_name(path.name + ".pub"))


def run(lab, host, **environment):
    """Runs a host's script there; what it needs travels on standard input, secrets too."""
    variables = "".join(f"{name}={shlex.quote(value)}\n" for name, value in environment.items())
    script = (SOURCES / "hosts" / "engines" / f"{host}.sh").read_text(encoding="utf-8")
    remote.ssh(lab, host, "sh -s", input=variables + script, timeout=300)
