"""Wrong guesses at signing in, counted for all workers together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("casework", "0006_no_longest"),)
    operations = (
        migrations.CreateModel(
            "GuessCount",
            [
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
                ("blocked_until", models.DateTimeField(null=True)),
                ("succeeded_at", models.DateTimeField(null=True)),
            ],
        ),
    )
