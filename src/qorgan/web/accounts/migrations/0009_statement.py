import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_notice_guessed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('centre', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='statement', serialize=False, to='accounts.centre')),
                ('number', models.BigIntegerField()),
                ('day', models.DateField()),
                ('signature', models.BinaryField(max_length=64)),
            ],
        ),
    ]
