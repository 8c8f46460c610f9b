"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingredient_checker.problem import Problem
from ingredient_checker.whole_file import write_whole


def test_a_file_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "patient.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("patient.json", b"new")]


def test_a_full_disk_leaves_the_older_file_and_says_to_make_room(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    path = tmp_path / "patient.json"
    write_whole(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(Problem, match=r"patient\.json cannot be written: the disk is full; make room"):
            write_whole(path, bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("patient.json", b"old")]


@pytest.mark.parametrize("name", ["no folder/patient.json", "n" * 300])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match=r"cannot be written: .*choose another folder"):
        write_whole(tmp_path / name, b"")
