"""What was audited stays; every field is classified; every action leaves its row."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kinsight.casework.actions.break_glass import ReasonMissing, break_glass
from kinsight.casework.actions.looked import looked
from kinsight.casework.models import AccessLog, Audit, BreakGlass, Publication
from kinsight.casework.models.append_only import AppendOnly
from kinsight.casework.privacy import FIELDS, Privacy
from tests.unit.casework_world import AS_OF, child, published, staff, sweep, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    published(sweep([child("Patient/1")]))
    return break_glass(by=staff(services=[]), child=the("Patient/1"), reason="Called to the ward tonight")


def test_opening_for_a_reason_writes_the_reason_and_the_end(opened):
    row = Audit.objects.get(what="broke-glass")
    assert (row.why, row.child, row.by) == ("Called to the ward tonight", the("Patient/1"), opened.by)
    assert opened.until > opened.at


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "   ",
        "because",
        "..........",
        "aaaaaaaaaaaaaaa",
        "urgent urgent urgent urgent",
        "aa bb aa bb aa",
        "1234567890",
    ],
)
def test_a_reason_that_nobody_could_judge_opens_nothing(reason):
    published(sweep([child("Patient/1")]))
    with pytest.raises(ReasonMissing):
        break_glass(by=staff(), child=the("Patient/1"), reason=reason)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.update(child=None),
        lambda row: type(row).objects.all().delete(),
        lambda row: type(row).objects.bulk_update([row], ["child"]),
    ],
)
@pytest.mark.parametrize("model", [Audit, BreakGlass])
def test_no_row_is_changed_or_removed(opened, model, change):
    row = model.objects.order_by("-pk").first()
    with pytest.raises(AppendOnly):
        change(row)
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [Audit, AccessLog, BreakGlass])
def test_the_database_refuses_a_change_too(opened, model):
    AccessLog.objects.create(by=opened.by, child=opened.child, purpose="child")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET child_id = NULL")


def test_looking_is_kept_for_one_member_of_staff():
    mine, other = staff(), staff()
    assert looked(by=mine, publication=1, on=AS_OF) is None, "nothing was ever published"
    published(sweep([]))
    newest = Publication.objects.get()
    assert looked(by=mine, publication=newest.pk + 5, on=AS_OF).publication == newest
    looked(by=mine, publication=newest.pk, on=AS_OF)
    assert not hasattr(other, "last_looked") and Audit.objects.filter(what="looked").count() == 2


def test_every_field_of_every_table_is_classified():
    found = {
        model.__name__: {f.name for f in (*model._meta.fields, *model._meta.many_to_many)}
        for model in apps.get_app_config("casework").get_models()
    }
    assert found == {name: set(fields) for name, fields in FIELDS.items()}


def test_what_identifies_a_child_stands_in_few_places():
    """A new field that names a child is a decision, not an accident: it must be added here too."""
    naming = {f"{m}.{f}" for m, fields in FIELDS.items() for f, kind in fields.items() if kind is Privacy.IDENTIFIES}
    assert naming == {
        "Child.ref",
        "Child.nhs_number",
        "Child.name",
        "Child.search_name",
        "Child.name_words",
        "Child.mother_words",
        "Child.born",
        "Child.expected",
        "RecordedFact.person_ref",
        "AccessLog.people",
    }
