"""A fact says how the one who recorded it came to know of it: an allegation stays one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0007_nothing_lost"),)

    operations = (
        migrations.AddField(
            model_name="recordedfact",
            name="how_known",
            field=models.CharField(
                max_length=10, blank=True, default="",
                choices=[
                    ("seen", "I saw or heard it myself"), ("child", "The child told me"), ("other", "Someone else told me"),
                    ("alleged", "It is alleged: someone says so, and it is not confirmed"),
                ],
            ),
            preserve_default=False,
        ),
    )  # fmt: skip
