"""The page about feeds is written from the mapping and is the one that is kept."""

from pathlib import Path

from kinsight.ingest import mapping_document
from kinsight.ingest.fhir.mapping import READINGS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests/unit/data/clinic/appointments.csv"


def test_the_page_that_is_kept_is_the_page_the_mapping_writes() -> None:
    assert (ROOT / "docs/feeds.md").read_text() == mapping_document.page(EXAMPLE), (
        "run: python -m kinsight.ingest.mapping_document"
    )


def test_every_type_that_is_read_stands_on_it() -> None:
    page = mapping_document.page()
    assert all(f"| {name} |" in page for name in READINGS)
    assert "| Practitioner |" not in page
