"""What all tests share: the network is off, keys are made for the run, and the standing cast."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# `make soak` runs the same properties with `--hypothesis-profile=soak`.
_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile(
    "test", max_examples=60, deadline=None, suppress_health_check=_QUIET, derandomize=True
)
hypothesis_settings.register_profile(
    "soak",
    max_examples=int(os.environ.get("QORGAN_SOAK_EXAMPLES", "3000")),
    deadline=None,
    suppress_health_check=_QUIET,
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

pytest_plugins = ["tests.cast"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep tests of one group in one worker: xdist 3.8 writes groups where pytest 9.2 no longer looks (xdist #1386)."""
    if getattr(config.option, "loadgroup", False):
        for item in items:
            group = item.get_closest_marker("xdist_group")
            if group and hasattr(item, "_id") and not item.nodeid.endswith(f"@{group.args[0]}"):
                item._id = type(item._id).parse(f"{item.nodeid}@{group.args[0]}")


NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # a Friday noon in Almaty


@pytest.fixture(scope="session", autouse=True)
def _installation(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test process its own data directory and key files."""
    from django.conf import settings

    from qorgan.web.shell import keys

    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    keys.create_missing(settings.KEY_DIR)


@pytest.fixture
def frozen() -> Iterator["object"]:
    """Stop the doors' clock at a Friday noon; `advance` moves it."""
    from qorgan.kernel.clock import FrozenClock
    from qorgan.web.shell import clock

    standing = FrozenClock(NOON, ZoneInfo("Asia/Almaty"))
    clock.use(standing)
    yield standing
    clock.use(None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start PostgreSQL from its wheel and return the address of an empty database."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pgserver's own
        import pgserver

        # Not below pytest's folder: each new run closes that to the user whom the server runs as.
        folder = tempfile.mkdtemp(prefix="qorgan-")
        server = pgserver.get_server(folder)
    server.psql("CREATE DATABASE qorgan")
    yield server.get_uri("qorgan")
    server.cleanup()
    shutil.rmtree(folder)
