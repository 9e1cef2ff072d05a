"""Whoever reads families while others load and write: nothing is missed, and nothing that is open is taken away."""

import shutil
from pathlib import Path

import pytest

from kinsight.engine.families import updating
from kinsight.engine.families.store import Snapshot, Store
from kinsight.picture import picture
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

DAY = parse("2016-01-01")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    kit.take(tmp_path / "w", kit.MUM, kit.patient("kid"), kit.condition("first", who="Patient/kid"))
    return Workspace(tmp_path / "w")


def facts(snapshot: Snapshot) -> list[str]:
    return sorted(ref for one in snapshot.segments for ref in one.fact.column("ref").to_pylist())


def more(workspace: Workspace, name: str) -> None:
    kit.take(workspace.root, kit.condition(name, who="Patient/kid"), name=f"{name}.ndjson")


def test_what_is_open_can_be_read_after_its_files_are_gone(workspace: Workspace) -> None:
    snapshot = updating.current(workspace, DAY, kit.practice())
    shutil.rmtree(Store(workspace).root)
    assert facts(snapshot) == ["Condition/first"] and snapshot.services.rows
    assert len(snapshot.segments[0].parts(snapshot.living()[0][1]).fact) == 1


def test_files_that_a_manifest_named_stay_until_the_writing_after_the_next(workspace: Workspace) -> None:
    """Whoever has read the manifest, and has not opened anything yet, still can."""
    updating.current(workspace, DAY, kit.practice())
    store = Store(workspace)
    before = store.manifest()
    assert before is not None
    with store.writing():
        updating._Update(store, kit.practice()).whole(before.floor)
    assert facts(Snapshot.opened(store, before)) == ["Condition/first"]
    with store.writing():
        assert not (store.root / before.segments[0].name).exists()


def test_a_load_that_comes_while_somebody_opens_families_is_seen_by_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    updating.current(workspace, DAY, kit.practice())
    opened = Snapshot.opened.__func__

    def slowly(cls: type[Snapshot], store: Store, manifest: object, before: Snapshot | None = None) -> Snapshot:
        """Meanwhile another process loads and brings the store up."""
        monkeypatch.setattr(Snapshot, "opened", classmethod(opened))
        found = opened(cls, store, manifest, before)
        more(workspace, "second")
        with store.writing():
            updating._Update(store, kit.practice()).changes(manifest)
        return found

    monkeypatch.setattr(Snapshot, "opened", classmethod(slowly))
    monkeypatch.setattr(updating, "_seen", {})
    assert "Condition/second" not in facts(updating.current(workspace, DAY, kit.practice()))
    assert "Condition/second" in facts(updating.current(workspace, DAY, kit.practice()))


def test_a_store_that_was_removed_is_made_anew_for_the_next_load(workspace: Workspace) -> None:
    picture(workspace, "Patient/kid", DAY, kit.practice())
    shutil.rmtree(Store(workspace).root)
    picture(workspace, "Patient/kid", DAY, kit.practice())
    more(workspace, "second")
    assert set(facts(updating.current(workspace, DAY, kit.practice()))) == {"Condition/first", "Condition/second"}
