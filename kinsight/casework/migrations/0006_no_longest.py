"""What the records say has no longest length: PostgreSQL refused a whole publication for one service with a long address."""

from django.db import migrations, models

_FIELDS = {
    "service": {"ref": models.TextField(unique=True), "name": models.TextField(blank=True)},
    "child": {
        "ref": models.TextField(unique=True),
        "name": models.TextField(blank=True),
        "practice": models.TextField(blank=True),
    },
    "pattern": {"view": models.TextField()},
    "recordedfact": {"person_ref": models.TextField(), "service_ref": models.TextField()},
}


class Migration(migrations.Migration):
    dependencies = (("casework", "0005_unmet_by_child"),)
    operations = tuple(
        migrations.AlterField(model, name, field) for model, fields in _FIELDS.items() for name, field in fields.items()
    )
