"""Runs the bodies that change what is on a host, on files of their own, killed and begun again."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import bodies  # noqa: E402

# Bodies keep originals in /var/lib/groundup, so each runs with an empty one in a mount namespace of its own.
NAMESPACE = "mkdir -p /var/lib/groundup && mount -t tmpfs tmpfs /var/lib/groundup && "


@unittest.skipUnless(os.geteuid() == 0, "needs root for a mount namespace")
class Changes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="groundup-changes-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def run_body(self, recipe, step, times=1, code=0, **parameters):
        text = bodies.body(recipe, step)
        environment = {"PATH": os.environ["PATH"], "GU_RUN": "r1", "GU_HOST": "h1", "GU_SERVICE": "s"} | parameters
        script = NAMESPACE + " && ".join([f"sh {self.file('body.sh', text)}"] * times)
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, code, done.stdout)
        return done.stdout

    def test_whole_names_and_addresses_are_replaced_and_nothing_else(self):
        text = ("server DB1.shop.example:5432; # 10.0.0.1\n"
                "10.0.0.10 110.0.0.1 10.0.0.1.5 xdb1.shop.example db1.shop.example.org db1.shop.example.\n"
                "url=http://10.0.0.1/ [10.0.0.1]:80 db1-shop.example\n")
        path = self.file("conf", text)
        path.chmod(0o640)
        link = self.folder / "link"
        link.symlink_to("conf")
        binary = self.file("binary", "10.0.0.1\0")
        self.run_body(
            "debian-host", "adapt", GU_PATHS=f"{path}\n{link}\n{binary}\n{self.folder}/missing",
            GU_REPLACEMENTS="10.0.0.1 10.9.9.9\ndb1.shop.example db9.other.example")
        self.assertEqual(path.read_text(), (
            "server db9.other.example:5432; # 10.9.9.9\n"
            "10.0.0.10 110.0.0.1 10.0.0.1.5 xdb1.shop.example db1.shop.example.org db9.other.example.\n"
            "url=http://10.9.9.9/ [10.9.9.9]:80 db1-shop.example\n"))
        self.assertEqual(path.stat().st_mode & 0o777, 0o640)
        self.assertTrue(link.is_symlink())
        self.assertEqual(binary.read_bytes(), b"10.0.0.1\0")

    def test_addresses_that_change_places_are_replaced_once(self):
        path = self.file("conf", "a 10.0.0.1 b 10.0.0.2\n")
        self.run_body("debian-host", "adapt", times=3, GU_PATHS=str(path),
                      GU_REPLACEMENTS="10.0.0.1 10.0.0.2\n10.0.0.2 10.0.0.1")
        self.assertEqual(path.read_text(), "a 10.0.0.2 b 10.0.0.1\n")

    def test_a_zone_gets_a_new_serial_number_once(self):
        zone = self.file("zones/shop.zone", "$TTL 300\n@ IN SOA ns1 admin (\n  7 3600 600 86400 300 )\ndb1 IN A 10.0.0.4\n")
        self.run_body("bind9", "adapt", times=2, GU_DATA_PATHS=str(zone.parent), GU_REPLACEMENTS="10.0.0.4 10.0.0.14")
        self.assertEqual(
            zone.read_text(), "$TTL 300\n@ IN SOA ns1 admin (\n  8 3600 600 86400 300 )\ndb1 IN A 10.0.0.14\n")

    def test_a_zone_with_a_journal_is_refused(self):
        zone = self.file("zones/shop.zone", "db1 IN A 10.0.0.4\n")
        self.file("zones/shop.zone.jnl", "x")
        said = self.run_body(
            "bind9", "adapt", code=1, GU_DATA_PATHS=str(zone.parent), GU_REPLACEMENTS="10.0.0.4 10.0.0.14")
        self.assertIn("nsupdate", said)
        self.assertEqual(zone.read_text(), "db1 IN A 10.0.0.4\n")

    def test_what_is_there_is_kept_beside_it(self):
        self.file("data/a b", "one")
        path = self.folder / "data"
        self.run_body("debian-host", "set-aside", times=2, GU_PATHS=f"{path}\n{self.folder}/missing")
        kept = self.folder / "data.before-r1"
        self.assertEqual((kept / "a b").read_text(), "one")
        self.assertEqual((path / "a b").read_text(), "one")
        # Begun again after the restoration, the first copy stays.
        (path / "a b").write_text("two")
        self.run_body("debian-host", "set-aside", GU_PATHS=str(path))
        self.assertEqual((kept / "a b").read_text(), "one")

    def test_what_was_kept_is_put_back_and_what_was_restored_is_kept(self):
        self.file("data/a b", "one")
        path = self.folder / "data"
        self.run_body("debian-host", "set-aside", GU_PATHS=str(path))
        (path / "a b").write_text("restored")
        self.run_body("debian-host", "put-back", times=2, GU_PATHS=f"{path}\n{self.folder}/missing")
        self.assertEqual((path / "a b").read_text(), "one")
        self.assertEqual((self.folder / "data.undone-r1" / "a b").read_text(), "restored")


if __name__ == "__main__":
    unittest.main()
