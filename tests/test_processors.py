from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from facelab import processors as module
from facelab.processors import instruction_sets, processors, restricted, take_share

Groups = Callable[..., None]


@pytest.fixture(autouse=True)
def eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of eight processors."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Groups:
    """The control groups that this process is in, and the files in their folders."""

    def make(memberships: str, **files: str) -> None:
        (tmp_path / "cgroup").write_text(memberships)
        for name, content in files.items():
            path = tmp_path / "fs" / name.replace("__", "/").replace("_max", ".max")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        monkeypatch.setattr(module, "_MEMBERSHIPS", tmp_path / "cgroup")
        monkeypatch.setattr(module, "_GROUPS", tmp_path / "fs")

    make("")
    return make


def test_all_that_there_are(groups):
    assert processors() == 8
    assert not restricted()


def test_those_that_the_process_is_bound_to(groups, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {5})
    assert processors() == 1
    assert restricted()


def test_a_system_that_cannot_bind_a_process(groups, monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity")
    assert processors() == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("20000 100000", 1),
        ("9900000 100000", 8),
        ("nonsense", 8),
        ("", 8),
    ],
)
def test_what_a_container_grants(groups, said, count):
    groups("0::/\n", cpu_max=said)
    assert processors() == count


def test_the_groups_around_it_count_too(groups):
    groups("0::/work/job\n", work__cpu_max="300000 100000", work__job__cpu_max="max 100000")
    assert processors() == 3


@pytest.mark.parametrize(("quota", "count"), [("-1", 8), ("400000", 4)])
def test_the_older_kind_of_groups(groups, tmp_path, quota, count):
    groups("9:memory:/\n4:cpuacct,cpu:/docker/abc\n")
    folder = tmp_path / "fs" / "cpu"
    folder.mkdir(parents=True)
    (folder / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (folder / "cpu.cfs_period_us").write_text("100000\n")
    assert processors() == count


def test_a_path_that_leads_out_is_not_followed(groups):
    groups("0::/../../elsewhere\n", cpu_max="100000 100000")
    assert processors() == 8


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="binds a process to a processor")
def test_every_library_uses_the_one_processor_that_there_is():
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "import facelab, torch\n"
        "from facelab.engine.device import cpu\n"
        "from facelab.processors import processors\n"
        "print(processors(), torch.get_num_threads(), cpu().title)"
    )
    env = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env
    )
    assert ran.stdout == "1 1 CPU, 1 core\n"


def test_nobody_counts_by_himself(checkout):
    """The number of the machine is another under `taskset` and in a container."""
    counting = [
        path.name
        for path in (checkout / "facelab").rglob("*.py")
        if "cpu_count" in path.read_text() or "sched_getaffinity" in path.read_text()
    ]
    assert sorted(counting) == ["processors.py"]


def test_a_process_that_draws_beside_others_takes_its_share():
    take_share(3)
    assert (processors(), restricted()) == (3, False)
    take_share(99)
    assert processors() == 8
    take_share(0)
    assert processors() == 1


def test_the_instruction_sets_are_words():
    found = instruction_sets()
    assert found
    assert all(each and " " not in each for each in found)
