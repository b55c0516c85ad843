"""Fill the marked places of README.md and docs/cli.md with the command line's own help.

    .venv/bin/python scripts/update_help.py           write them
    .venv/bin/python scripts/update_help.py --check   write nothing; 1 if one is out of date

A place starts with <!-- help:ask --> (help:qa is `qa --help`) and ends with <!-- /help -->.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("README.md", "docs/cli.md")
PLACE = re.compile(r"(<!-- help:(\w+) -->\n).*?(<!-- /help -->)", re.DOTALL)


def helps() -> dict[str, str]:
    """The help of `qa` and of each command, by name."""
    sys.path.insert(0, str(ROOT))
    from qa.cli.parser import build_parser, subparsers_of

    parser = build_parser()
    every = {"qa": parser, **subparsers_of(parser)}
    return {name: one.format_help() for name, one in every.items()}


def filled(text: str, known: dict[str, str]) -> str:
    """``text`` with the help in its places. Raises SystemExit for a place of no command."""

    def fill(match: re.Match[str]) -> str:
        if match[2] not in known:
            sys.exit(f"update_help: there is no command {match[2]!r}; mend its marker")
        return f"{match[1]}```text\n{known[match[2]].rstrip()}\n```\n{match[3]}"

    return PLACE.sub(fill, text)


def main(arguments: list[str]) -> int:
    check, known, stale = "--check" in arguments, helps(), False
    for name in FILES:
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_bytes().decode()
        new = filled(text, known)
        if new != text:
            stale = True
            print(f"update_help: {name} {'is out of date' if check else 'written'}")
            if not check:
                path.write_bytes(new.encode())
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
