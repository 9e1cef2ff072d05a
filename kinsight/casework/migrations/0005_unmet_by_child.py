"""What is unmet, child by child: who oversees a region goes through the whole of it, and need not look into the table."""

from django.db import migrations, models
from django.db.models import Q

_ASKED = ["child", "expectation", "due", "trigger", "ends", "owner", "met_on", "withdrawn_on"]
_UNMET = Q(met_on=None, withdrawn_on=None)


class Migration(migrations.Migration):
    dependencies = (("casework", "0004_one_index_by_child"),)
    operations = (
        migrations.RemoveIndex("owed", "owed_unmet"),
        migrations.AddIndex("owed", models.Index(fields=_ASKED, condition=_UNMET, name="owed_unmet_by_child")),
    )
