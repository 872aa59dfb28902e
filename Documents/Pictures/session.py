#!/usr/bin/python3
"""Draws Documents/Session.md as a terminal that shows the session line by line: writes session.svg beside this file."""

import html
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROWS, COLUMNS, LINE, WIDTH = 26, 118, 17, 7.3
# Seconds that a line stands before the next one: headings are read, lists fly by.
PAUSES = {"=": 1.6, "$": 1.0}
OTHERWISE = 0.16
# How long the end stands before it begins anew.
END = 12

STYLE = """
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d7dde3; white-space: pre; }
.heading { fill: #7fb4e6; font-weight: 700; } .command { fill: #f2f5f7; font-weight: 700; } .good { fill: #7ecb96; }
"""


def kind(line):
    """The class of a line."""
    if line.startswith("== "):
        return "heading"
    if line.startswith("$ "):
        return "command"
    return "good" if "succeeded after" in line or line.startswith(("Everything that", "Nothing was")) else ""


def picture(lines):
    """The session as SVG; what shows no motion shows its end."""
    height, width = ROWS * LINE + 24, int(COLUMNS * WIDTH) + 24
    pauses = [PAUSES.get(line[:1], OTHERWISE) for line in lines]
    total = sum(pauses) + END
    offsets, times, elapsed = [], [], 0.0
    for number, pause in enumerate(pauses):
        offsets.append(f"0 {-LINE * max(0, number + 1 - ROWS)}")
        times.append(f"{elapsed / total:.5f}")
        elapsed += pause
    covers = [str((number + 1) * LINE) for number in range(len(lines))]
    texts = "\n".join(
        f'<text x="12" y="{(number + 1) * LINE - 5}" class="{kind(line)}">{html.escape(line[:COLUMNS])}</text>'
        for number, line in enumerate(lines) if line)
    timing = f'dur="{total:.1f}s" calcMode="discrete" repeatCount="indefinite" keyTimes="{";".join(times)}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" \
aria-label="A recorded session: from the incident to the audit">
<style>{STYLE}</style>
<rect width="{width}" height="{height}" rx="8" fill="#16202a"/>
<svg y="12" height="{ROWS * LINE}" width="{width}"><g transform="translate({offsets[-1]})">
<animateTransform attributeName="transform" type="translate" {timing} values="{";".join(offsets)}"/>
<clipPath id="shown"><rect width="{width}" height="{covers[-1]}">
<animate attributeName="height" {timing} values="{";".join(covers)}"/></rect></clipPath>
<g clip-path="url(#shown)">
{texts}
</g></g></svg>
</svg>
"""


def main():
    session = (HERE.parent / "Session.md").read_text().split("```")[1].strip("\n").splitlines()
    (HERE / "session.svg").write_text(picture(session))


if __name__ == "__main__":
    main()
