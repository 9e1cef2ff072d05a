"""What was found of a decision in supervision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kinsight.casework.models.decisions import Outcome

_PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = (migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("casework", "0026_family_tie"))
    operations = (
        migrations.CreateModel(
            "DecisionReview",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(choices=Outcome.choices, max_length=20)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.ForeignKey(on_delete=_PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("decision", models.OneToOneField("casework.decision", _PROTECT, related_name="review")),
            ],
        ),
    )
