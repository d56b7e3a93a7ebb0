"""Commands run as from a shell, and a scenario that no plan meets."""

from __future__ import annotations

from click.testing import CliRunner

from engine.__main__ import main

IMPOSSIBLE = "name: Nobody left\ncapacity: {test: 0.05}\nflex_share: {test: 0}\n"


def run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == exit_code, result.output
    return result.stdout
