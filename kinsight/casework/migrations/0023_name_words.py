"""A child is found by names as people spell them: without accents, by words, and by the mother's name."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kinsight.casework.spelling import padded


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Children who stand already are found by their own names at once; by the mother's after the next publication."""
    children = apps.get_model("casework", "Child").objects
    last = 0
    while some := list(children.filter(pk__gt=last).exclude(name="").only("pk", "name").order_by("pk")[:2_000]):
        for child in some:
            child.name_words = padded(child.name)
        children.bulk_update(some, ["name_words"], batch_size=400)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = (("casework", "0022_mother"),)
    operations = (
        migrations.AddField("child", "name_words", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("child", "mother_words", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
