"""A site's own codes, from its CSV to a fact in the records, without a change to any file of ours."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.rules import site_codes
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError
from kinsight.rules.read.knowledge_folder import SITE
from kinsight.rules.read.knowledge_paths import root_of
from tests.unit import feeds_kit as kit

OWN = "https://trust.example/codes"
SNOMED = "http://snomed.info/sct"
HEAD = "system,code,term,concept,count\n"
FILE = f"""{HEAD}{OWN},CP1,Has a plan,child-protection-plan,12
{OWN},DNB,Not brought to clinic,was-not-brought,40
{OWN},LONELY,Isolated,,3
{OWN},ODD,Likes trains,,1
{SNOMED},35489007,Depression,,90
"""


def judged(*lines: str) -> list[site_codes.Judged]:
    return site_codes.judge(kit.practice(), site_codes.read_codes(HEAD + "\n".join(lines) + "\n"))


def states(*lines: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.state, one.concepts) for one in judged(*lines)]


def test_what_is_mapped_new_proposed_or_unknown() -> None:
    assert states(*FILE.splitlines()[1:]) == [
        ("new", ("child-protection-plan",)),
        ("new", ("was-not-brought",)),
        ("proposed", ("social-isolation",)),
        ("unknown", ()),
        ("mapped", ("depression",)),
    ]


def test_only_what_is_written_exactly_so_is_proposed() -> None:
    assert states(f"{OWN},x,isolated,,") == [("proposed", ("social-isolation",))]
    assert states(f"{OWN},social-isolation,Lonely,,") == [("proposed", ("social-isolation",))]
    assert states(f"{OWN},x,very isolated,,", f"{OWN},y,Isolation,,") == [("unknown", ()), ("unknown", ())]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([f"{SNOMED},35489008,Depression,,"], "is no SNOMED CT identifier"),
        ([f"{OWN},x,Isolated,lonely,"], "there is no concept 'lonely'"),
        ([f"{OWN},,Isolated,,"], "has no code"),
        ([f"{OWN},x,A,social-isolation,", f"{OWN},x,A,social-isolation,"], "stands in line 2 already"),
        (
            [f"{OWN},x,A,child-protection-plan,", f"{OWN},x,A,child-protection-plan-ended,"],
            "of which one ends the other",
        ),
        ([f"{SNOMED},342191000000101,Plan,child-protection-plan-ended,"], "of which one ends the other"),
    ],
)
def test_what_is_wrong_is_said(lines: list[str], why: str) -> None:
    last = judged(*lines)[-1]
    assert last.state == "wrong" and why in last.why


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(site_codes.NotACodeFile, match="system, term"):
        site_codes.read_codes("kode,code\n1,2\n")
    with pytest.raises(site_codes.NotACodeFile):
        site_codes.read_codes(HEAD)


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "north-trust.csv"
    path.write_text(FILE)
    return path


def files() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in root_of().rglob("*") if path.is_file()}


def test_from_a_sites_file_to_a_fact(mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code means nothing before, its concept after, and our own files are as they were."""
    before, out = files(), tmp_path / "codes" / "north-trust.csv"
    coded = {"coding": [{"system": OWN, "code": "CP1"}]}
    feed = kit.write(tmp_path / "sent" / "feed.ndjson", [kit.KID, kit.condition(code=coded)])
    assert run("load", feed, "--workspace", tmp_path / "without", "--received", "2026-11-23")[0] == 0
    assert kit.concepts(tmp_path / "without") == []

    code, said = run("knowledge", "map", mine, "--out", out, "--as-of", "2026-11-25", "--json")
    assert code == 0 and json.loads(said)["counts"] == {"new": 2, "proposed": 1, "unknown": 1, "mapped": 1}
    assert run("knowledge", "check", "--codelists", out.parent, "--as-of", "2026-11-25")[0] == 0
    load_with = ("load", feed, "--workspace", tmp_path / "with", "--received", "2026-11-23", "--codelists", out.parent)
    assert run(*load_with)[0] == 0
    assert kit.concepts(tmp_path / "with") == ["child-protection-plan"]

    monkeypatch.setenv("KINSIGHT_CODELISTS", str(out.parent))
    assert run("load", feed, "--workspace", tmp_path / "named", "--received", "2026-11-23")[0] == 0
    assert kit.concepts(tmp_path / "named") == ["child-protection-plan"]
    assert files() == before


def test_site_rows_say_who_and_when(mine: Path, tmp_path: Path) -> None:
    out = tmp_path / "codes" / "list.csv"
    run("knowledge", "map", mine, "--out", out, "--site", "north", "--as-of", "2026-11-25")
    known = load(codelists=out.parent)
    rows = [row for row in known.codelist if row.file.startswith(SITE)]
    assert [(row.code, row.document, row.seen) for row in rows] == [
        ("CP1", "north", "2026-11"),
        ("DNB", "north", "2026-11"),
    ]
    assert known.version != load().version, "the picture tells with which codes it was found"
    assert "# to confirm: " in out.read_text(), "a proposal waits for somebody to confirm it"


def test_what_is_wrong_writes_nothing(tmp_path: Path) -> None:
    mine, out = tmp_path / "s.csv", tmp_path / "codes" / "s.csv"
    mine.write_text(f"{FILE}{OWN},x,A,no-such-concept,1\n")
    code, said = run("knowledge", "map", mine, "--out", out)
    assert code == 1 and not out.exists() and "Nothing was written" in said


def test_a_list_that_is_there_is_not_lost(mine: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    out.write_text("kept")
    assert run("knowledge", "map", mine, "--out", out)[0] == 2 and out.read_text() == "kept"
    assert run("knowledge", "map", mine, "--out", out, "--replace")[0] == 0 and out.read_text() != "kept"


def test_a_codelist_that_quarrels_with_ours_stops_the_load(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        f"system,code,term,concept,document,seen\n{SNOMED},342191000000101,Plan,child-protection-plan-ended,north,2026-11\n"
    )
    with pytest.raises(KnowledgeError, match="of which one ends the other"):
        load(codelists=tmp_path)
    with pytest.raises(KnowledgeError, match="no such folder of codelists"):
        load(codelists=tmp_path / "nowhere")
