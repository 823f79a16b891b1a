"""An answer speaks for one version. Those given for a finding as a whole are none, and go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_analyst"),
        ("know", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Answer"),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=64)),
                ("words", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("day", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="know.version"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
