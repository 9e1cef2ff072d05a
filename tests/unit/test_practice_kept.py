"""Knowledge kept for the next process: the same, read anew after any change, and never in the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinsight.rules import loading, loading_cache
from kinsight.rules.read.documents import KnowledgeError
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.knowledge import Knowledge


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Ours, to be changed at will."""
    return Path(shutil.copytree(root_of(), tmp_path / "knowledge"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path | None]]:
    """What was read from its files."""
    asked: list[Path | None] = []
    real = loading.load

    def load(root: Path | None = None) -> Knowledge:
        asked.append(root)
        return real(root)

    monkeypatch.setattr(loading, "load", load)
    yield asked


def test_it_is_read_once_and_stays_the_same(root: Path, tmp_path: Path, reads: list[Path | None]) -> None:
    first, second = (loading_cache.load(tmp_path / "beside", root) for _ in range(2))
    assert second == first and second is not first
    assert reads == [root]


def test_a_change_of_any_file_or_setting_is_read_anew(
    root: Path, tmp_path: Path, reads: list[Path | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = loading_cache.load(tmp_path / "beside", root)
    with (root / "sources.yaml").open("a") as file:
        file.write("\n# a note\n")
    after = loading_cache.load(tmp_path / "beside", root)
    settings = tmp_path / "settings.local.yaml"
    settings.write_text("- {setting: duty-to-disclose-begins, value: 2027-04-01, says: Read in the regulations}\n")
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(settings))
    theirs = loading_cache.load(tmp_path / "beside", root)
    assert len({before.version, after.version, theirs.version}) == len(reads) == 3
    assert theirs.given != after.given


def test_a_torn_file_is_passed_over_and_written_anew(root: Path, tmp_path: Path, reads: list[Path | None]) -> None:
    first = loading_cache.load(tmp_path / "beside", root)
    (file,) = (tmp_path / "beside").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert loading_cache.load(tmp_path / "beside", root) == first
    assert len(reads) == 2 and file.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_read(root: Path, tmp_path: Path) -> None:
    found = loading_cache.load(tmp_path / "no" / "such" / "folder", root)
    assert found.indicators and not (tmp_path / "no").exists()


def test_wrong_knowledge_is_refused_each_time(root: Path, tmp_path: Path) -> None:
    (root / "concepts.yaml").write_text("- {concept: lonely}\n")
    for _ in range(2):
        with pytest.raises(KnowledgeError):
            loading_cache.load(tmp_path / "beside", root)
    assert not (tmp_path / "beside").exists()


def test_only_the_newest_few_stay(root: Path, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    for number in range(9):
        (beside / f"knowledge-{number}.json").write_text("{}")
    loading_cache.load(beside, root)
    assert len(list(beside.iterdir())) == 4 and all(one.stat().st_size for one in beside.iterdir())
