"""Files become knowledge whole: YAML as practice writes it, every line known, the version following the content."""

import json
from datetime import date
from pathlib import Path

import pytest

from kinsight.rules.checks.coverage import coverage
from kinsight.rules.checks.verhoeff import sound
from kinsight.rules.compile.examples import case_of
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError, read_csv, read_yaml
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.formats import CatalogueItem, ExpectationExample, IndicatorExample
from kinsight.rules.schema.json_schemas import export, schemas
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import ALWAYS, FOREVER, parse
from tests.unit.test_practice_program import ITEM, concept, expectation, indicator

REPO = Path(__file__).resolve().parents[2]


def test_on_is_a_word_and_true_is_not() -> None:
    document, problems = read_yaml("x", "- {on: 2021-02-01, no: yes, holds: true}\n")
    assert problems == []
    assert document.data == [{"on": date(2021, 2, 1), "no": "yes", "holds": True}]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is written twice"),
        ("- {x: 1}\n- {y: 1, z: {q: 1, q: 2}}\n", 2, "'q' is written twice"),
        ("a: 1\nb: [1,\nc: 2\n", 3, "cannot be read"),
        ("a: 2021-01-01\nb:\n  c: 2021-02-30\n", 3, "impossible date"),
    ],
)
def test_what_is_no_yaml(text: str, line: int, what: str) -> None:
    _, problems = read_yaml("x.yaml", text)
    assert [(one.file, one.line) for one in problems] == [("x.yaml", line)]
    assert problems[0].what.startswith(what)


def test_lines_of_parts() -> None:
    document, _ = read_yaml("x", "a:\n  b:\n    - 1\n    - c: 2\n      2021-01-01: 3\nd: 4\n")
    assert document.line("a", "b", 1, "c") == 4
    assert document.line("a", "b", 1, date(2021, 1, 1)) == 5
    assert document.line("a", "=tag", "b") == 2, "what does not exist is passed over"
    assert document.line("d") == 6
    assert document.line("nowhere") == 1


def test_codelist_lines_count_notes_and_blanks() -> None:
    rows = read_csv('# note\nsystem,code\n\ns,1\n# another\ns,"2, and"\ns,3,4\n')
    assert rows[0] == (4, {"system": "s", "code": "1"})
    assert rows[1] == (6, {"system": "s", "code": "2, and"})
    assert rows[2][1]["more cells than columns"] == "4"


def test_bad_shapes_are_all_said(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("- {document: a, licence: x}\n- just words\n")
    (tmp_path / "concepts.yaml").write_text("concept: a\n")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators/empty.yaml").write_text("")
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists/codes.csv").write_text("system,code,term,concept,low\ns,1,t,a,heavy\ns,2,t,,\n")
    with pytest.raises(KnowledgeError) as refused:
        load(tmp_path)
    said = {(one.file, one.line) for one in refused.value.problems}
    assert said == {
        ("sources.yaml", 1),
        ("sources.yaml", 2),
        ("concepts.yaml", 1),
        ("indicators/empty.yaml", 1),
        ("codelists/codes.csv", 2),
        ("codelists/codes.csv", 3),
    }
    assert "sources.yaml:1: error: title: Field required. Add this field" in str(refused.value)


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_version_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "concepts.yaml").write_text("- {concept: a, title: A, group: g}\n")
    first = load(tmp_path).version
    assert load(tmp_path).version == first and len(first) == 12
    (tmp_path / "concepts.yaml").write_text("- {concept: a, title: B, group: g}\n")
    assert load(tmp_path).version != first


def test_the_settings_of_a_site_change_the_days_and_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, local = tmp_path / "knowledge", tmp_path / "of-this-site.yaml"
    root.mkdir()
    (root / "settings.yaml").write_text("- {setting: s, title: S, says: s, value: null, sources: [{document: d}]}\n")
    ours = load(root)
    assert ours.given == {"s": None}
    local.write_text("- {setting: s, value: 2027-04-01, says: Read in the regulations}\n")
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(local))
    theirs = load(root)
    assert theirs.given == {"s": date(2027, 4, 1)} and theirs.version != ours.version
    local.write_text("- {setting: s, value: 2027-04-02, says: Read in the regulations}\n")
    assert load(root).version != theirs.version
    assert load(root, alone=True) == ours
    assert load(root, local=local).given == {"s": date(2027, 4, 2)}


def test_what_an_example_supposes_is_a_knowledge_of_its_own() -> None:
    known = load(root_of())
    assert known.with_days({}) is known
    supposed = known.with_days({"duty-to-disclose-begins": date(2027, 4, 1)})
    assert supposed.given["duty-to-disclose-begins"] == date(2027, 4, 1)
    assert supposed.version != known.version and known.given["duty-to-disclose-begins"] is None


def test_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINSIGHT_KNOWLEDGE", str(tmp_path))
    assert root_of(None) == tmp_path
    assert root_of(tmp_path / "named") == tmp_path / "named"
    monkeypatch.delenv("KINSIGHT_KNOWLEDGE")
    assert root_of(None).name in ("knowledge", "_knowledge")


def test_coverage_puts_every_id_in_one_place() -> None:
    items = {
        name: CatalogueItem(id=name, group="g", says="s", kind="finding", planned=room)
        for name, room in {"P01": None, "P02": "directory", "P03": None, "P04": "casework"}.items()
    }
    known = Knowledge(
        "test",
        catalogue=items,
        indicators={"i": indicator("i", concept("a")).model_copy(update={"catalogue": ["P01", "P04"]})},
        expectations={"e": expectation("e", {"age": "1d"}).model_copy(update={"catalogue": ["P01"]})},
    )
    I, E = (f"rules/{known.indicators['i'].group}/{kind}" for kind in ("indicators", "expectations"))  # noqa: E741
    assert coverage(known) == {
        "covered": {"P01": [f"{E}/e.yaml", f"{I}/i.yaml"], "P04": [f"{I}/i.yaml"]},
        "planned": {"P02": "directory"},
        "uncovered": ["P03"],
    }


def test_exported_schemas_are_the_ones_in_the_repository(tmp_path: Path) -> None:
    kept = {path.name: path.read_text() for path in (REPO / "docs/schemas").glob("*.json")}
    assert {path.name: path.read_text() for path in export(tmp_path)} == kept, (
        "run kinsight.rules.schema.json_schemas.export"
    )


def test_schemas_use_the_words_of_the_files() -> None:
    said = json.dumps(schemas()["indicator"])
    assert '"onset-of"' in said and '"at-least"' in said and "onset_of" not in said


@pytest.mark.parametrize("code", ["342191000000101", "764841000000100", "281399006", "35489007"])
def test_sound_snomed_identifiers(code: str) -> None:
    assert sound(code)
    for place in range(len(code)):
        wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
        assert not sound(wrong), "one wrong digit is always seen"


@pytest.mark.parametrize("code", ["", "12345", "0281399006", "28139900x", "٢٨١٣٩٩٠٠٦", "1" * 19])
def test_what_is_no_snomed_identifier(code: str) -> None:
    assert not sound(code)


def test_an_example_becomes_a_case() -> None:
    example = IndicatorExample.model_validate(
        {
            "title": "t",
            "expected": "2024-05-01",
            "events": [
                {
                    "who": "gran",
                    "concept": "a",
                    "on": "2024-01-01",
                    "known": "2024-02-01",
                    "until": "2024-01-05",
                    "value": 7,
                },
                {"who": "mother", "concept": "b", "on": "2024-01-01"},
            ],
            "bonds": [
                {"who": "gran", "role": "household", "from": "2024-01-03"},
                {"who": "mother", "role": "mother", "until": "2024-03-01"},
            ],
            "holds": {"2024-01-01": False},
        }
    )
    case = case_of(example)
    assert (case.child.born, case.child.expected, case.child.left_on) == (None, parse("2024-05-01"), FOREVER)
    gran, mother = case.events
    assert (gran.on, gran.known, gran.until, gran.superseded) == (
        parse("2024-01-01"),
        parse("2024-02-01"),
        parse("2024-01-05"),
        FOREVER,
    )
    assert (gran.value, gran.service, mother.known, mother.until) == ("7", "gp", mother.on, None)
    bonds = {bond.person: bond for bond in case.bonds}
    assert (bonds["child"].role, bonds["father"].from_, bonds["father"].until) == ("self", ALWAYS, FOREVER)
    assert (bonds["gran"].role, bonds["gran"].known) == ("household", parse("2024-01-03"))
    assert (bonds["mother"].until, bonds["mother"].known) == (parse("2024-03-01"), ALWAYS)


def test_versions_of_one_fact_share_its_name() -> None:
    fact = {"who": "child", "concept": "a", "on": "2021-01-01"}
    example = ExpectationExample.model_validate(
        {
            "title": "t",
            "born": "2020-01-01",
            "states": {"2021-01-01": "none"},
            "events": [
                {**fact, "superseded": "2021-02-01"},
                {**fact, "known": "2021-02-01", "until": "2021-01-10"},
                fact,
            ],
        }
    )
    first, second, third = (event.event for event in case_of(example).events)
    assert first == second != third


def test_an_item_says_only_what_its_shape_allows() -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        type(indicator("i", concept("a"))).model_validate({**ITEM, "indicator": "i", "stance": "explore", "score": 3})
