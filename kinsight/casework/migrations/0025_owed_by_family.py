"""What is owed is listed by family: the key stands beside it, and in the index that a list is read from."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

_INDEX = "owed_unmet_by_child"
_ASKED = ["child", "expectation", "due", "trigger", "ends", "owner", "service", "family", "met_on", "withdrawn_on"]


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What is owed already stands under its child's mother at once."""
    mother = apps.get_model("casework", "Child").objects.filter(pk=OuterRef("child")).values("mother")
    apps.get_model("casework", "Owed").objects.update(family=Coalesce(Subquery(mother), F("child_id") * -1))


class Migration(migrations.Migration):
    dependencies = (("casework", "0024_decision_id"),)
    operations = (
        migrations.AlterField("child", "mother", models.BigIntegerField(db_index=True, null=True)),
        migrations.RemoveIndex("owed", _INDEX),
        migrations.AddField("owed", "family", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "owed", models.Index(fields=_ASKED, condition=Q(met_on=None, withdrawn_on=None), name=_INDEX)
        ),
    )
