"""One index that says alone which figures a page shows, in the place of one that did not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("know", "0002_answer_of_a_version")]

    operations = [
        migrations.RemoveIndex(model_name="version", name="version_state"),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                fields=["state", "is_confirmed", "figure", "checked_day", "shown_until"], name="version_shown"
            ),
        ),
    ]
