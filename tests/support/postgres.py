"""A PostgreSQL of our own: one cluster per test worker, one empty database per test.

The cluster lives in a temporary folder, listens on a unix socket only, runs as a non-root user, and is our
child process: it cannot outlive the test run. Durability is off, since nothing in it is kept.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "40",
    "shared_buffers": "24MB",
    "timezone": "Asia/Seoul",
}
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


class Cluster:
    """A running cluster; `database()` lends an empty database and drops it afterwards."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._numbers = count(1)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="resmap", dbname=database, autocommit=True)

    def url(self, database: str) -> str:
        """The address as SQLAlchemy writes it."""
        return f"postgresql+psycopg://resmap@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a fresh UTF-8 database, empty or a copy of the database named `template`;
        connections left open by the test are cut at the end."""
        name = f"register_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            with self.connect() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_cluster(programs: Path) -> Iterator[Cluster]:
    """Make a cluster with the `initdb` and `postgres` found in `programs`; stop and delete it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="resmap-pg-"))  # short: a socket's path has at most 107 bytes
    user = server_user()
    try:
        shutil.chown(folder, user.pw_uid, user.pw_gid)
        make_cluster(programs, folder, user)
        process = start(programs, folder, user)
        try:
            cluster = Cluster(folder)
            wait_until_it_answers(cluster, process)
            yield cluster
        finally:
            process.send_signal(signal.SIGINT)  # "fast": cut the connections, then stop
            process.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root: then take `postgres`, else `nobody`; otherwise ourselves."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def make_cluster(programs: Path, folder: Path, user: pwd.struct_passwd) -> None:
    options = ["--username=resmap", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [programs / "initdb", f"--pgdata={folder / 'data'}", *options]
    done = subprocess.run(command, **_as(user, folder), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def start(programs: Path, folder: Path, user: pwd.struct_passwd) -> subprocess.Popen:
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", folder / "data", "-k", folder, *settings]
    log = (folder / "log").open("wb")
    return subprocess.Popen(command, **_as(user, folder), stdout=log, stderr=log, preexec_fn=_die_with_parent)


def wait_until_it_answers(cluster: Cluster, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            cluster.connect().close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(cluster.folder / 'log').read_text()}") from None
            time.sleep(0.05)


def _as(user: pwd.struct_passwd, folder: Path) -> dict:
    """subprocess options to run as `user` inside `folder` (our own folder may be closed to that user)."""
    options = {"cwd": folder, "env": {"PATH": os.environ.get("PATH", ""), "HOME": str(folder)}}
    if os.geteuid() == 0:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def _die_with_parent() -> None:
    """Linux: a killed worker takes its cluster along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
