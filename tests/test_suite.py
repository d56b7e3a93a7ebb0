"""What holds for the tests themselves."""

from __future__ import annotations

import ast

from tests.support.places import ROOT


def _is_collected(module: str) -> bool:
    """Whether a module belongs to pytest: its tests, or fixtures that it hands out itself."""
    name = module.rsplit(".", 1)[-1]
    return name.startswith("test_") or name == "conftest"


def test_no_test_module_imports_from_another() -> None:
    """What test modules share stands in ``tests/support``."""
    offenders = [
        f"{path.relative_to(ROOT)} imports {node.module}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and any(_is_collected(m) for m in (node.module, *(f"{node.module}.{a.name}" for a in node.names)))
        and (node.level or node.module.startswith("tests"))
    ]
    assert not offenders
