from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_ended_without_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="signature",
            field=models.BinaryField(max_length=64, null=True),
        ),
    ]
