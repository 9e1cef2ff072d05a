"""A decision's id is made by the program and by nobody's form."""

import uuid

from django.db import migrations, models

_ID = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = (("casework", "0023_name_words"),)
    operations = (migrations.AlterField("decision", "id", _ID),)
