"""A rule is a draft until a named doctor or nurse signs it, and again when it changes."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.rules.checks.all_checks import check
from kinsight.rules.loading import load
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema import rule_review
from kinsight.web.manual import book, item

NAME, BY = "domestic-abuse", "Dr Ada Osei, named doctor, Quayside Hospital"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(root_of(), tmp_path / "knowledge"))


def file(folder: Path) -> Path:
    return folder / f"rules/domestic-abuse/indicators/{NAME}.yaml"


def sign(folder: Path, *more: str, name: str = NAME) -> str:
    given = ["knowledge", "sign", name, "--by", BY, "--on", "2026-11-20", "--root", str(folder), *more]
    return CliRunner().invoke(app, given).output


def problems(folder: Path) -> list[str]:
    return [str(one) for one in check(folder) if one.severity == "error"]


def test_ours_are_drafts_and_the_page_says_so() -> None:
    known = load(alone=True)
    everything = known.rules()
    assert known.derivations and not any(rule_review.is_reviewed(one) for one in everything)
    assert book.unreviewed(known)["count"] == len(everything) == book.index(known)["unreviewed"]
    assert item.item_page(known, known.indicators[NAME]).review == "A draft: no named doctor or nurse has reviewed it."


def test_a_signed_rule_says_by_whom_and_means_what_it_meant(folder: Path) -> None:
    before = load(folder, alone=True).indicators[NAME]
    assert f"{NAME}: reviewed by {BY} on 2026-11-20" in sign(folder)
    known = load(folder, alone=True)
    signed = known.indicators[NAME]
    assert rule_review.is_reviewed(signed) and rule_review.meaning(signed) == rule_review.meaning(before)
    assert item.item_page(known, signed).review == f"Reviewed by {BY} on 20 November 2026."
    assert problems(folder) == []
    assert NAME not in {line.name for group in book.unreviewed(known)["groups"] for line in group.lines}


def test_a_rule_that_changes_is_a_draft_again(folder: Path) -> None:
    sign(folder)
    file(folder).write_text(file(folder).read_text().replace("title: Domestic abuse", "title: Domestic violence"))
    known = load(folder, alone=True)
    assert not rule_review.is_reviewed(known.indicators[NAME])
    assert "changed since" in item.item_page(known, known.indicators[NAME]).review
    assert any("it has changed since it was reviewed" in one for one in problems(folder))


def test_signed_again_it_has_one_review(folder: Path) -> None:
    sign(folder)
    sign(folder)
    assert file(folder).read_text().count("reviewed_by:") == 1 and problems(folder) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [("status: reviewed", "not said by whom"), ("reviewed_by: Dr Osei", "a draft has reviewed_by")],
)
def test_half_a_review_is_none(folder: Path, line: str, wrong: str) -> None:
    file(folder).write_text(file(folder).read_text() + f"{line}\n")
    assert any(wrong in one for one in problems(folder))


@pytest.mark.parametrize(
    ("more", "says"), [(("--by", " "), "say who reviewed it"), (("--on", "2999-01-01"), "a day to come")]
)
def test_a_review_without_a_name_or_of_tomorrow_is_refused(folder: Path, more: tuple[str, str], says: str) -> None:
    assert says in sign(folder, *more)
    assert "status" not in file(folder).read_text()


def test_what_nobody_has_cannot_be_signed(folder: Path) -> None:
    assert "no indicator, expectation or derivation is called" in " ".join(sign(folder, name="no-such-rule").split())


def test_a_rule_stands_in_the_folder_of_its_group(folder: Path) -> None:
    wrong = folder / "rules/infants/indicators"
    shutil.move(file(folder), wrong / f"{NAME}.yaml")
    assert any("Move it to rules/domestic-abuse/indicators" in one for one in problems(folder))
