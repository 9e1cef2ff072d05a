"""Forms that act once; facts that were refused by the records, and facts that their author says were recorded in error."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

_USER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies = (("casework", "0016_audit_chain"),)
    operations = (
        migrations.CreateModel(
            "SubmittedForm",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=64)),
                ("result", models.JSONField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.ForeignKey(_USER, PROTECT, related_name="+")),
            ],
        ),
        migrations.AddConstraint(
            "submittedform", models.UniqueConstraint(fields=["by", "token"], name="a_form_acts_once")
        ),
        migrations.AddField("recordedfact", "refused", models.TextField(blank=True)),
        migrations.AddField("recordedfact", "in_error_at", models.DateTimeField(null=True)),
        migrations.AddField("recordedfact", "in_error_on", models.DateField(null=True)),
        migrations.AddField("recordedfact", "in_error_why", models.TextField(blank=True)),
        migrations.AddField(
            "recordedfact", "in_error_by", models.ForeignKey(_USER, PROTECT, null=True, related_name="+")
        ),
    )
