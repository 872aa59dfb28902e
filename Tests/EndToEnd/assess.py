"""Discovery, graph and coverage of the lab: what has to be seen, and nothing that does not exist."""

import subprocess

from harness import HOSTS

# Every dependency between hosts, by kind; the lab has no others.
BETWEEN_HOSTS = {
    ("app1", "db1", "calls"), ("app1", "dc1", "authenticates-with"), ("web1", "app1", "calls"),
    ("ns1", "dc1", "resolves-with"),
} | {(host, "ns1", "resolves-with") for host in HOSTS if host != "ns1"}


def run(checks, lab, groundup):
    def a_configuration_is_written():
        key = groundup.folder / "approver"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a", "-f", key], check=True)
        configure(lab, groundup)

    def the_estate_is_discovered():
        groundup.ok("discover")

    def the_graph_holds_what_exists_and_nothing_else():
        graph = groundup.json("graph")
        found = {
            (edge["dependentHost"], edge["providerHost"], edge["kind"]) for edge in graph["dependencies"]
            if edge.get("dependentHost") != edge.get("providerHost") and edge["phase"] != "recover"}
        assert found == BETWEEN_HOSTS, f"missing {BETWEEN_HOSTS - found}, not existing {found - BETWEEN_HOSTS}"
        calls = [edge for edge in graph["dependencies"] if edge["kind"] == "calls" and edge["dependentHost"] == "app1"]
        assert [(edge["protocol"], edge["port"]) for edge in calls] == [("postgresql", 5432)], calls
        assert all(0 < edge["confidence"] < 100 for edge in graph["dependencies"])

    def the_circular_need_has_a_named_bootstrap():
        circles = groundup.json("graph")["circularNeeds"]
        assert [circle["hosts"] for circle in circles] == [["dc1", "ns1"]], circles
        assert circles[0]["bootstraps"][0]["name"] and circles[0]["bootstraps"][0]["asset"] == "ns1/bind9", circles

    def every_form_of_the_graph_is_written():
        header = groundup.ok("edges", "-o", "csv").stdout.splitlines()[0]
        assert header == "dependent,provider,kind,phase,strength,confidence", header
        for form in ("table", "dot", "mermaid", "svg"):
            text = groundup.ok("graph", "-o", form).stdout
            assert "order-service" in text, f"{form} does not show order-service"
        assert "5432" in groundup.ok("why", "app1", "db1").stdout

    def a_host_that_is_down_is_a_blind_spot():
        config = groundup.folder / "down.yaml"
        config.write_text(groundup.config.read_text().replace("hosts:\n", "hosts:\n  - {name: gone1, address: gone1.invalid}\n", 1))
        done = groundup.run("discover", "-o", "json", config=config)
        assert done.returncode == 69 and "gone1" in done.stderr, (done.returncode, done.stderr)
        groundup.ok("discover")

    def coverage_finds_the_deadlock_and_what_is_unprotected():
        report = groundup.json("coverage", code=2)
        rules = {finding["rule"] for finding in report["findings"]}
        assert "recovery-deadlock" in rules, rules
        unprotected = " ".join(
            finding["subject"] for finding in report["findings"] if finding["rule"] == "unprotected-dependency")
        assert "app1:/srv/uploads" in unprotected and "web1:/srv/www" in unprotected, unprotected

    def a_plan_through_the_deadlock_is_refused():
        done = groundup.ok("plan", "--lost", "app1", "--lost", "db1", code=13)
        assert "app1" in done.stderr, done.stderr

    def a_wrong_password_is_not_an_empty_repository():
        lab("protect")
        configure(lab, groundup)
        wrong = groundup.folder / "wrong-password"
        wrong.write_text("wrong")
        config = groundup.folder / "wrong.yaml"
        escrow = lab.path("escrow")
        config.write_text(groundup.config.read_text().replace(f"file:{escrow}/restic-password", f"file:{wrong}"))
        report = groundup.json("coverage", code=2, config=config)
        states = {repository["state"] for repository in report["repositories"]}
        assert states == {"wrong-password"}, states

    def following_the_advice_removes_the_findings():
        lab("traffic", "--seconds", "2")
        lab("backup")
        groundup.ok("discover", "--fingerprint")
        done = groundup.run("coverage", "-o", "json")
        assert done.returncode in (0, 2), done.stderr
        rules = {(finding["rule"], finding["severity"]) for finding in groundup.json("coverage", code=done.returncode)["findings"]}
        assert not {rule for rule, _ in rules} & {"recovery-deadlock", "unprotected-dependency"}, rules

    for check in (
            a_configuration_is_written, the_estate_is_discovered, the_graph_holds_what_exists_and_nothing_else,
            the_circular_need_has_a_named_bootstrap, every_form_of_the_graph_is_written,
            a_host_that_is_down_is_a_blind_spot, coverage_finds_the_deadlock_and_what_is_unprotected,
            a_plan_through_the_deadlock_is_refused, a_wrong_password_is_not_an_empty_repository,
            following_the_advice_removes_the_findings):
        checks.run(check)


def configure(lab, groundup):
    """Writes the configuration as the README tells: init, then what only people know."""
    text = subprocess.run(
        [groundup.program, "init", "--ssh-config", lab.path("ssh_config"), "--estate", "shop", *HOSTS],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    groundup.config.write_text(text + lab("configuration", "--approver", str(groundup.folder / "approver.pub")))
