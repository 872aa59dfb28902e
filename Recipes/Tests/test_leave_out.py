"""Condemned files are taken away, and nothing else is, whatever a list of them says."""

import pathlib
import subprocess
import tempfile
import unittest

import bodies

BODY = next(body.text for body in bodies.all_bodies() if (body.recipe, body.step) == ("debian-host", "leave-out"))


class LeaveOut(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.data = self.root / "srv"
        self.data.mkdir()
        for name in ("a.locked", "b c $HOME.locked", "kept"):
            (self.data / name).write_text(name)
        (self.root / "outside").write_text("outside")

    def leave_out(self, *paths):
        environment = {"PATH": "/usr/bin:/bin", "GU_HOST": "app1", "GU_BELOW": str(self.data), "GU_PATHS": "\n".join(paths)}
        return subprocess.run(["sh", "-c", BODY], env=environment, capture_output=True, text=True)

    def left(self):
        return sorted(path.name for path in self.root.rglob("*") if path.is_file())

    def test_it_takes_the_named_files_away_and_may_be_repeated(self):
        for _ in range(2):
            done = self.leave_out(f"{self.data}/a.locked", f"{self.data}/b c $HOME.locked")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.left(), ["kept", "outside"])
        self.assertIn("left out: 2 condemned files", done.stdout)

    def test_it_touches_nothing_outside_of_the_dataset(self):
        before = self.left()
        for path in (f"{self.root}/outside", f"{self.data}/../outside", f"{self.data}", "kept", f"{self.data}x/kept"):
            with self.subTest(path):
                self.assertNotEqual(self.leave_out(path).returncode, 0)
                self.assertEqual(self.left(), before)


if __name__ == "__main__":
    unittest.main()
