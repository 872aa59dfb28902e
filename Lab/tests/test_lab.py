"""Tests of the lab's pure parts: python3 -m unittest discover -s Lab/tests."""
import ipaddress
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from groundup_lab import cache, client, configuration, credentials, fingerprint, inventory, remote  # noqa: E402


class Names(unittest.TestCase):
    def test_interface_names_fit_the_kernel(self):
        for host in inventory.HOSTS:
            self.assertLessEqual(len(inventory.bridge_port(host)), 15)
        with self.assertRaisesRegex(inventory.LabError, "15 characters"):
            inventory.bridge_port("a-much-too-long-host")

    def test_lab_names_that_would_leave_their_folder_are_refused(self):
        for name in ("", "../x", "a/b", "A", "-a", "a-", "a b", "a" * 25, "9a"):
            with self.assertRaises(inventory.LabError, msg=name):
                inventory.Lab(name)
        self.assertEqual(inventory.Lab("side-by-side").host_namespace("db1"), "gu-side-by-side-db1")

    def test_addresses_are_distinct_and_in_the_network(self):
        inside = ipaddress.ip_network(f"{inventory.GATEWAY}/{inventory.NETWORK_PREFIX}", strict=False)
        addresses = [host.address for host in inventory.HOSTS.values()]
        self.assertEqual(len(set(addresses) | {inventory.GATEWAY}), len(addresses) + 1)
        self.assertTrue(all(ipaddress.ip_address(address) in inside for address in addresses))

    def test_unknown_hosts_are_named(self):
        with self.assertRaisesRegex(inventory.LabError, "'db9'.*ns1"):
            inventory.chosen(["db1", "db9"])
        self.assertEqual(len(inventory.chosen([])), 6)


class Ssh(unittest.TestCase):
    def effective(self, *words):
        lab = inventory.Lab("shop")
        with tempfile.NamedTemporaryFile("w", suffix=".config") as file:
            file.write(remote.ssh_config(lab))
            file.flush()
            text = subprocess.run(["ssh", "-G", "-F", file.name, *words], capture_output=True, text=True,
                                  check=True).stdout
        return [line.split(" ", 1) for line in text.splitlines() if " " in line]

    def test_hosts_are_reached_through_the_namespace_and_checked(self):
        options = dict(self.effective("db1"))
        self.assertEqual(options["hostname"], "10.77.0.4")
        self.assertEqual(options["user"], "root")
        self.assertEqual(options["proxycommand"], "ip netns exec gu-shop nc -N %h %p")
        self.assertEqual(options["stricthostkeychecking"], "true")
        self.assertEqual(options["controlmaster"], "false")

    def test_the_vault_key_is_only_for_the_user_backup(self):
        def keys(*words):
            return [value for name, value in self.effective(*words) if name == "identityfile"]
        self.assertTrue(keys("-l", "backup", "vault1")[0].endswith("/vault_key"))
        for words in (("vault1",), ("-l", "backup", "db1")):
            self.assertFalse(any(key.endswith("vault_key") for key in keys(*words)), words)

    def test_known_hosts_carry_every_name(self):
        self.assertEqual(credentials.known_hosts({"dc1": "ssh-ed25519 AAAA root@dc1"}),
                         "dc1,dc1.corp.example,10.77.0.3 ssh-ed25519 AAAA\n")


class Secrets(unittest.TestCase):
    def test_the_repository_password_is_only_given_to_app1_and_the_vault(self):
        holders = {host for host, names in credentials.NEEDED.items() if "restic-password" in names}
        self.assertEqual(holders, {"app1", "vault1"})
        self.assertNotIn("restic-password", credentials.KEPT)

    def test_files_are_private_from_the_start(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "deep" / "secret"
            credentials.write(path, "x")
            credentials.write(path, "y")
            self.assertEqual((path.read_text(), path.stat().st_mode & 0o777), ("y", 0o600))


class Fingerprint(unittest.TestCase):
    def test_listeners(self):
        text = ('tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=35,fd=3))\n'
                'udp UNCONN 0 0 10.77.0.3:88 0.0.0.0:* users:(("kdc(3)",pid=77,fd=1))\n'
                'tcp LISTEN 0 128 [::]:22 [::]:* users:(("sshd",pid=35,fd=4))\n'
                'tcp LISTEN 0 10 10.77.0.3:49152 0.0.0.0:* users:(("rpc(0)",pid=9,fd=3))\nnoise\n')
        self.assertEqual(fingerprint.listeners(text),
                         ["tcp 0.0.0.0:22 sshd", "tcp [::]:22 sshd", "udp 10.77.0.3:88 kdc"])

    def test_differences_name_the_leaf(self):
        before = {"tables": {"orders": {"rows": 3}}, "people": ["a"]}
        self.assertEqual(fingerprint.differences(before, {"tables": {"orders": {"rows": 3}}, "people": ["a"]}), [])
        self.assertEqual(fingerprint.differences(before, {"tables": {"orders": {"rows": 2}}, "people": ["a"]}),
                         ["/tables/orders/rows: 3 -> 2"])
        self.assertEqual(fingerprint.differences({"x": 1}, {}), ["/x: 1 -> null"])


class Parts(unittest.TestCase):
    def test_digest_separates_its_parts(self):
        self.assertNotEqual(cache.digest("ab", "c"), cache.digest("a", "bc"))

    def test_compressed_names_in_dns_messages(self):
        data = b"\x03web\x04shop\x00" + b"\x03www\xc0\x04"
        self.assertEqual(client.name_at(data, 0), ("web.shop", 10))
        self.assertEqual(client.name_at(data, 10), ("www.shop", 16))

    def test_configuration_names_the_target(self):
        text = configuration.render(inventory.Lab("other"))
        self.assertIn('namespace: "gu-other"', text)
        self.assertIn('host-namespace-prefix: "gu-other-"', text)

    def test_the_approver_is_one_public_key(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "approver.pub"
            path.write_text("ssh-ed25519 AAAA somebody\n")
            self.assertEqual(configuration.approvers([str(path)]),
                             ['{name: "approver@shop.example", key: "ssh-ed25519 AAAA"}'])
            self.assertEqual(configuration.approvers([f"security={path}"]),
                             ['{name: "security@shop.example", roles: [security], key: "ssh-ed25519 AAAA"}'])
            self.assertEqual(configuration.approvals([f"security={path}"]),
                             ["approvals:", '  - {role: "security", count: 1}'])
            self.assertEqual(configuration.approvals([str(path)]), [])
            path.write_text("nonsense")
            with self.assertRaisesRegex(inventory.LabError, "public key"):
                configuration.approvers([str(path)])

    def test_every_host_has_its_set_up(self):
        for host in inventory.HOSTS:
            folder = inventory.SOURCES / "hosts" / host
            self.assertTrue((folder / "setup.sh").is_file() and (folder / "packages.txt").is_file(), host)

    def test_zone_file_agrees_with_the_inventory(self):
        zone = (inventory.SOURCES / "hosts/ns1/root/var/lib/bind/shop.example.zone").read_text()
        for host in inventory.HOSTS.values():
            self.assertIn(f"{host.name}\tIN A {host.address}\n", zone)


if __name__ == "__main__":
    unittest.main()
