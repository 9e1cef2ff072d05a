"""What somebody was said to be to a child, beside the fact that it was said."""

from django.db import migrations, models

_TIES = (
    ("mother", "Their mother"),
    ("father", "Their father"),
    ("parent-partner", "The partner of a parent or carer"),
    ("carer", "A carer, such as a grandparent who looks after them"),
    ("household", "Another adult of the household"),
    ("apart", "Not part of this family"),
)


class Migration(migrations.Migration):
    dependencies = (("casework", "0025_owed_by_family"),)
    operations = (
        migrations.AddField(
            "recordedfact", "tie", models.CharField(blank=True, choices=_TIES, max_length=20, default=""), False
        ),
        migrations.AddField("recordedfact", "tie_from", models.DateField(null=True)),
    )
