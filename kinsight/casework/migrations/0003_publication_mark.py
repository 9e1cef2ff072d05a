from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0002_append_only"),)
    operations = (migrations.AddField("publication", "mark", models.CharField(blank=True, max_length=40)),)
