"""What every test may ask for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from engine.compute.parallel import WORKERS_VARIABLE
from tests.support.places import ROOT

DATABASE = "COCKPIT_DATABASE_URL"

# How fast examples are made and tried says how busy the machine is, not whether the code is right.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real inputs, which stays outside the project; tests that need it are skipped without it."""
    folder = Path(os.environ.get("COCKPIT_REAL_DATA", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real inputs at {folder}; name their folder in COCKPIT_REAL_DATA")
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_saved_months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Months that somebody saved on this machine are no part of a test."""
    before = os.environ.get("COCKPIT_MONTHS")
    os.environ["COCKPIT_MONTHS"] = str(tmp_path_factory.mktemp("no-months") / "none")
    yield
    if before is None:
        del os.environ["COCKPIT_MONTHS"]
    else:
        os.environ["COCKPIT_MONTHS"] = before


@pytest.fixture(scope="session", autouse=True)
def no_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of a register that is not there: a command that looked into it would find answers of another test."""
    file = tmp_path_factory.mktemp("no-register") / "register.db"
    with pytest.MonkeyPatch.context() as patch:
        if DATABASE not in os.environ:
            patch.setenv(DATABASE, f"sqlite:///{file}")
        yield file


@pytest.fixture(autouse=True)
def leaves_no_register(no_register: Path) -> Iterator[None]:
    """A test that needs a register names its own; what it left in that of all others would answer for them."""
    yield
    if no_register.exists():
        no_register.unlink()
        pytest.fail(f"the test made a register that others would find; set {DATABASE} to one of its own")


@pytest.fixture(scope="session", autouse=True)
def one_process() -> Iterator[None]:
    """Small portfolios are worked out in the process of their test: starting others would take longer than the work.

    Tests on the sample, and those about processes, ask for more.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKERS_VARIABLE, os.environ.get(WORKERS_VARIABLE, "1"))
        yield


@pytest.fixture(scope="session")
def answers_of_all(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that all processes of this run share: what one has worked out, none does again."""
    own = tmp_path_factory.getbasetemp()
    return f"sqlite:///{(own.parent if 'PYTEST_XDIST_WORKER' in os.environ else own) / 'answers.db'}"


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: while a test waits for a browser or a server, another has the processor."""
    return (os.cpu_count() or 1) + 1


ON_THE_SAMPLE = "tests/sample/"


SAME_LEAGUES = {"tests/explain/test_interventions.py": "tests/analyse/test_interventions.py"}
"""A file that asks the same leagues of the same portfolios as another, and the other."""


class BySharedWork(LoadFileScheduling):
    """Tests of a file stay on one process, and so do files that share their work: two would do it at a time."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return ON_THE_SAMPLE if file.startswith(ON_THE_SAMPLE) else SAME_LEAGUES.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharedWork | None:
    return BySharedWork(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with tests that take long come first: begun last, they would keep one processor waiting for another.

    Those on the sample come before all: servers that browsers look at then find its answers.
    """
    long = Counter(item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser"))
    items.sort(key=lambda item: (not item.nodeid.startswith(ON_THE_SAMPLE), -long[item.path]))
