"""Brothers and sisters stand together in a list: by a key of their mother."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0021_decision"),)
    operations = (migrations.AddField("child", "mother", models.BigIntegerField(null=True)),)
