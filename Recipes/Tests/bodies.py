"""The bodies of recipes, read without a YAML library: each `script: |` with the step and place that it belongs to."""
import dataclasses
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True)
class Body:
    """One step's script."""

    recipe: str
    step: str
    place: str
    text: str

    def __str__(self):
        return f"{self.recipe}/{self.step}"


def bodies(file):
    """Every body of a recipe, in order."""
    found, step, place, lines = [], None, None, file.read_text(encoding="utf-8").split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if match := re.fullmatch(r"  ([a-z][a-z-]*):", line):
            step, place = match[1], None
        elif match := re.fullmatch(r"    where: (controller|target)", line):
            place = match[1]
        elif line == "    script: |":
            script = []
            while index < len(lines) and (not lines[index] or lines[index].startswith("      ")):
                script.append(lines[index][6:])
                index += 1
            found.append(Body(file.stem, step, place, "\n".join(script).rstrip("\n") + "\n"))
    return found


def all_bodies():
    """Every body of every recipe."""
    return [body for file in sorted(FOLDER.glob("*.yaml")) for body in bodies(file)]


def body(recipe, step):
    """The text of one body."""
    return next(found.text for found in bodies(FOLDER / f"{recipe}.yaml") if found.step == step)
