"""A PostgreSQL server of the tests' own: on 127.0.0.1, on a free port, in a folder that goes when they are over."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

_NOT_ROOT = ("postgres", "nobody")
"""Accounts under which root starts the server, which refuses to run as root."""
_LONGEST_START = 60.0
_SIGNALS = {"fast": "INT", "immediate": "QUIT"}
_KEEPER = """
"$1" -D "$2" >>"$2/log" 2>&1 & server=$!
read -r how
kill -s "${how:-QUIT}" $server
wait $server
[ -n "$how" ] || rm -rf "$3"
"""
"""Stops the server when told how, or when whoever started it is gone, even killed; then it cleans up as well."""


@dataclass
class Cluster:
    """A server that can be stopped and started while tests talk to it."""

    programs: Path
    home: Path
    port: int
    account: str | None
    keeper: subprocess.Popen[str] | None = None

    @property
    def folder(self) -> Path:
        """Where the server keeps its data."""
        return self.home / "data"

    def url(self, database: str) -> str:
        return f"postgresql://cockpit@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        return self.url(self._create("DATABASE"))

    def new_schema(self) -> str:
        """The URL of an empty schema, which does for most tests and is made much faster."""
        return self.url(f"postgres?options=-csearch_path%3D{self._create('SCHEMA')}")

    def _create(self, what: str) -> str:
        name = f"register_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE {what} {name}")
        return name

    def lock(self, account: str) -> None:
        """Make an account that has to give its password, which is ``right``; the others are let in without one."""
        access = self.folder / "pg_hba.conf"
        access.write_text(f"host all {account} 127.0.0.1/32 scram-sha-256\n" + access.read_text())
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {account} LOGIN PASSWORD 'right'")
            connection.execute("SELECT pg_reload_conf()")
            rules = "SELECT count(*) FROM pg_hba_file_rules WHERE %s = ANY(user_name)"
            assert connection.execute(rules, [account]).fetchone() == (1,)
        while self._lets_in(f"{account}:wrong"):
            continue  # the server reads its rules again in its own time

    def _lets_in(self, account: str) -> bool:
        try:
            psycopg.connect(self.url("postgres").replace("cockpit@", f"{account}@")).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        words = ["sh", "-c", _KEEPER, "sh", self.programs / "postgres", self.folder, self.home]
        self.keeper = subprocess.Popen(words, cwd="/", stdin=subprocess.PIPE, text=True, **self._as())
        until = time.monotonic() + _LONGEST_START
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self, mode: str = "fast") -> None:
        """Stop the server, and wait until it is gone."""
        if self.keeper is not None:
            self.keeper.communicate(f"{_SIGNALS[mode]}\n", timeout=_LONGEST_START)
            self.keeper = None

    def _as(self) -> dict[str, Any]:
        return {} if self.account is None else {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid}

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs, not as root."""
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
            **self._as(),
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


def find_programs() -> Path | None:
    """The folder with the newest server's programs; Debian keeps them off the path."""
    result = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if result:
        return result[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def account() -> str | None:
    """Under which account to start the server; None: the one that runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _NOT_ROOT if name in known)


@contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """A server, from its first start until its folder is gone."""
    home = Path(tempfile.mkdtemp(prefix="register-postgres-"))
    who = account()
    if who is not None:
        shutil.chown(home, who, pwd.getpwnam(who).pw_gid)
    try:
        cluster = Cluster(programs, home, _free_port(), who)
        cluster.run("initdb", "-D", str(cluster.folder), "-U", "cockpit", "-A", "trust", "-E", "UTF8", "--no-sync")
        with (cluster.folder / "postgresql.conf").open("a") as settings:
            settings.write(
                f"port = {cluster.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
                "fsync = off\nmax_connections = 120\nautovacuum = off\n"
            )
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def running_or_skip() -> Iterator[Cluster]:
    """A server as :func:`running` gives it; where none is installed the tests that ask for it are skipped."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed; Debian has it in the package postgresql")
    with running(programs) as started:
        yield started


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
