"""From when what is owed is never answered: doing it is no longer worth while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0018_publication_segment"),)
    operations = (migrations.AddField("owed", "lapses", models.DateField(null=True)),)
