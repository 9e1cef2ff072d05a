from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("casework", "0017_people_shown"),)
    operations = (migrations.RenameField("publication", "mark", "segment"),)
