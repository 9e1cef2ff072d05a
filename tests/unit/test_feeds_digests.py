"""What a workspace holds already keeps its number, whatever is read since."""

from kinsight.store.keys import key
from tests.unit.feeds_kit import KID, coded, meta, own, rows, take, to
from tests.unit.test_feeds_types import STATED


def test_the_digest_of_no_type_ever_changes(tmp_path):
    """Stored workspaces hold these numbers: if this fails, every feed loaded again would be taken for new."""
    bond = {
        "resourceType": "RelatedPerson",
        "id": "rp",
        "meta": meta("2021-03-01"),
        "active": True,
        "patient": to("Patient/kid"),
        "relationship": [coded("urn:r", "MTH")],
        "period": {"start": "2020-01-01"},
    }
    missed = {
        "resourceType": "Appointment",
        "id": "ap",
        "meta": meta("2021-03-01"),
        "status": "noshow",
        "start": "2021-02-01T10:00:00Z",
        "participant": [{"actor": to("Patient/kid")}],
    }
    service = {
        "resourceType": "Organization",
        "id": "o",
        "meta": meta("2021-03-01"),
        "name": "Elm",
        "type": [own("gp")],
    }
    every = [{**resource, "id": f"x{n}"} for n, (resource, _) in enumerate(STATED.values())]
    take(tmp_path / "w", KID, bond, missed, service, *every)
    found = rows(tmp_path / "w", "SELECT ref, version FROM records.resource ORDER BY ref")
    assert key("\n".join(f"{ref} {version}" for ref, version in found)) == 3673359001505121706
