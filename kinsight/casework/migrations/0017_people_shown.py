"""Who was shown beside a child: a column that may be empty, so that the table is not made anew and keeps its guards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0013_how_known"),)

    operations = (migrations.AddField(model_name="accesslog", name="people", field=models.JSONField(null=True)),)
