"""Checks every body of every recipe as it stands: python3 -m unittest discover -s Recipes/Tests"""
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import bodies  # noqa: E402

SERVICE = {"GU_HOST", "GU_FULL_NAME", "GU_ADDRESS", "GU_SERVICE", "GU_UNIT", "GU_PACKAGE", "GU_LISTENERS",
           "GU_DATA_PATHS", "GU_DUMP_PATHS"}
HOST = {"GU_HOST", "GU_FULL_NAME", "GU_ADDRESS", "GU_GATEWAY", "GU_NAMESERVERS", "GU_SEARCH_DOMAINS", "GU_DEPOT",
        "GU_PACKAGES", "GU_PACKAGE_VERSIONS", "GU_MANUAL_PACKAGES", "GU_GROUPS", "GU_USERS", "GU_ENABLED_UNITS",
        "GU_DATA_PATHS"}
RUNTIME = {"GU_RUN"}
# What single steps get besides.
STEP = {"adapt": {"GU_REPLACEMENTS", "GU_PATHS"}, "set-aside": {"GU_PATHS"}, "put-back": {"GU_PATHS"}, "leave-out": {"GU_BELOW", "GU_PATHS"},
        "lock-person": {"GU_PERSON"}, "bootstrap-apply": {"GU_BOOTSTRAP_HOSTS"}, "bootstrap-remove": {"GU_BOOTSTRAP_HOSTS"}}
CONTROLLER = {"GU_SSH", "GU_SSH_CONFIG", "GU_SCRATCH"}


def run(argv, text):
    return subprocess.run(argv, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Bodies(unittest.TestCase):
    def setUp(self):
        self.bodies = bodies.all_bodies()
        self.assertGreater(len(self.bodies), 20, "hardly any body was found; has the format changed?")

    def test_every_recipe_has_bodies(self):
        for file in bodies.FOLDER.glob("*.yaml"):
            with self.subTest(file.name):
                scripts = file.read_text().count("script:")
                self.assertEqual(len(bodies.bodies(file)), scripts)
                self.assertGreater(scripts, 0)

    def test_shellcheck_finds_nothing(self):
        for body in self.bodies:
            with self.subTest(str(body)):
                done = run(["shellcheck", "--shell=sh", "--color=never", "-"], "#!/bin/sh\n" + body.text)
                self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_dash_reads_it(self):
        for body in self.bodies:
            with self.subTest(str(body)):
                done = run(["dash", "-n"], body.text)
                self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_it_stops_at_the_first_failure(self):
        for body in self.bodies:
            with self.subTest(str(body)):
                self.assertTrue(body.text.startswith("set -eu\n"))

    def test_it_reads_only_variables_that_it_gets(self):
        for body in self.bodies:
            with self.subTest(str(body)):
                known = (HOST if body.recipe == "debian-host" else SERVICE) | RUNTIME
                known |= STEP.get(body.step, set())
                known |= CONTROLLER if body.place == "controller" else set()
                self.assertLessEqual(set(re.findall(r"GU_[A-Z_]+", body.text)), known)

    def test_python_and_perl_inside_compile(self):
        programs = 0
        for body in self.bodies:
            with self.subTest(str(body)):
                for text in re.findall(r"<<'PYTHON'[^\n]*\n(.*?)\nPYTHON\n", body.text, re.S):
                    compile(text, str(body), "exec")
                    programs += 1
                for modules, text in re.findall(r"perl ((?:-M\S+ )?)-e '(.*?)'", body.text, re.S):
                    done = run(["perl", *modules.split(), "-c"], text)
                    self.assertEqual(done.returncode, 0, done.stdout)
                    programs += 1
        self.assertGreaterEqual(programs, 8)


if __name__ == "__main__":
    unittest.main()
