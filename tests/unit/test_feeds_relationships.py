"""A relationship is read as a whole phrase; what is not known is `other`, whatever words are in it."""

import pytest

from tests.unit.feeds_kit import KID, MUM, Resource, meta, rows, take, to

V3 = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
#: What is said in words → role.
SAID = {
    "Mother": "mother", "mum": "mother", "Birth mother": "mother", "Adoptive mother": "mother", "Biological father": "father",
    "Foster mother": "carer", "foster-father": "carer", "Foster carer": "carer", "Step father": "carer", "Stepmother": "carer",
    "step-dad": "carer", "Kinship carer": "carer", "Special Guardian": "carer", "Legal guardian": "carer",
    "Partner of mother": "parent-partner", "Mother's partner": "parent-partner", "mother's boyfriend": "parent-partner",
    "Dad's girlfriend": "parent-partner", "husband of child's mother": "parent-partner",
    "Friend of mother": "other", "Ex-partner of father": "other", "Former partner of mother": "other",
    "Mother's friend": "other", "Not the father": "other", "Mother in law of aunt": "other", "Social worker of mother": "other",
    "Partner": "partner", "Husband": "partner", "Ex-husband": "other", "Godmother": "other", "Next of kin": "other",
    "Maternal grandmother": "household", "Grand mother": "household", "Great aunt": "household", "Paternal uncle": "household",
    "Half-sister": "sibling", "Stepbrother": "sibling", "twin": "sibling",
}  # fmt: skip


def _bond(nth: int, *relationship: Resource) -> Resource:
    return {
        "resourceType": "RelatedPerson",
        "id": f"r{nth}",
        "meta": meta("2021-03-01"),
        "patient": to("Patient/kid"),
        "relationship": list(relationship),
    }


def _roles(workspace) -> list[str]:
    return [role for (role,) in rows(workspace, "SELECT role FROM records.bond ORDER BY length(ref), ref")]


def test_whole_phrases(tmp_path):
    take(tmp_path / "w", KID, *(_bond(nth, {"text": text}) for nth, text in enumerate(SAID)))
    assert dict(zip(SAID, _roles(tmp_path / "w"), strict=True)) == SAID


def test_the_words_beside_a_code_that_is_not_known_are_read_and_a_known_code_is_stronger(tmp_path):
    snomed = {"coding": [{"system": "http://snomed.info/sct", "code": "72705000", "display": "Mother"}]}
    emergency = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "C"}],
        "text": "Friend of mother",
    }
    fostering = {"coding": [{"system": V3, "code": "MTHFOST"}], "text": "Mother"}
    both = {"coding": [{"system": V3, "code": "FRND"}]}, {"coding": [{"system": V3, "code": "AUNT"}]}
    said = [(snomed,), (emergency,), (fostering,), both]
    take(tmp_path / "w", KID, *(_bond(nth, *some) for nth, some in enumerate(said)))
    assert _roles(tmp_path / "w") == ["mother", "other", "carer", "household"]


@pytest.mark.parametrize(
    ("codes", "role"),
    [
        (("MTH", "STPMTH"), "carer"),  # a step mother, whom the system files under mothers too
        (("PRNFOST", "PRN"), "carer"),
        (("FTH", "GUARD"), "father"),
        (("GUARD",), "carer"),
        (("FAMMEMB", "STPFTH"), "carer"),
        (("SIB", "STPSIB"), "sibling"),
    ],
)
def test_a_code_that_says_step_or_foster_says_more_than_a_plainer_one(tmp_path, codes, role):
    take(tmp_path / "w", KID, _bond(0, {"coding": [{"system": V3, "code": code} for code in codes], "text": "Mother"}))
    assert _roles(tmp_path / "w") == [role]


def test_a_foster_child_who_is_filed_under_children_too_is_no_child_of_theirs(tmp_path):
    said = {"coding": [{"system": V3, "code": "CHILD"}, {"system": V3, "code": "CHLDFOST"}]}
    take(tmp_path / "w", {**MUM, "gender": "female"}, {**_bond(0, said), "patient": to("Patient/mum")})
    assert _roles(tmp_path / "w") == ["carer"]


def test_one_who_cares_for_a_child_of_others_is_no_parent(tmp_path):
    """In the record of the adult, the child is named; the bond runs the other way."""
    of_mum = [
        {**_bond(nth, {"coding": [{"system": V3, "code": code}]}), "patient": to("Patient/mum")}
        for nth, code in enumerate(("CHLDFOST", "STPSON", "SON"))
    ]
    take(tmp_path / "w", {**MUM, "gender": "female"}, *of_mum)
    assert _roles(tmp_path / "w") == ["carer", "carer", "mother"]
