from django.db import migrations, models


def name_secrets(apps, schema_editor):
    # Her first key is of the receipt that she was given on sending, every later one of a receipt that a worker issued.
    apps.get_model('sealed', 'SurvivorKey').objects.filter(version__gt=1).update(secret_version='handover')


class Migration(migrations.Migration):

    dependencies = [
        ('sealed', '0002_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='survivorkey',
            name='secret_version',
            field=models.CharField(default='receipt', max_length=16),
            preserve_default=False,
        ),
        migrations.RunPython(name_secrets, migrations.RunPython.noop),
    ]
