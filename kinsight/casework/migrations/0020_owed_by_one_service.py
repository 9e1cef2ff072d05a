"""Something owed belongs to one service, or to a role that works for an area; and the named professional is a role."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from kinsight.casework.models.staff import Role

_ASKED = ["child", "expectation", "due", "trigger", "ends", "owner", "service", "met_on", "withdrawn_on"]
_SERVICE = models.ForeignKey(
    "casework.service", db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="owed"
)


class Migration(migrations.Migration):
    dependencies = (("casework", "0019_lapses"),)
    operations = (
        migrations.RemoveIndex("owed", "owed_unmet_by_child"),
        migrations.AddField("owed", "service", _SERVICE),
        migrations.AlterField("staff", "role", models.CharField(choices=Role.choices, max_length=40)),
        migrations.AddIndex(
            "owed",
            models.Index(fields=_ASKED, condition=Q(met_on=None, withdrawn_on=None), name="owed_unmet_by_child"),
        ),
    )
