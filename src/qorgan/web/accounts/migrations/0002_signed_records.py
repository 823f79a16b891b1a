from django.db import migrations, models


class Migration(migrations.Migration):
    """A signature of the staff door in the place of a MAC; what an older installation holds is not carried over."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RenameField("keyringkey", "mac", "signature"),
        migrations.AlterField("keyringkey", "signature", models.BinaryField(max_length=64)),
        migrations.RenameField("member", "public_key_mac", "public_key_signature"),
        migrations.AlterField("member", "public_key_signature", models.BinaryField(max_length=64, null=True)),
        migrations.AddField("centre", "signature", models.BinaryField(max_length=64, null=True)),
    ]
