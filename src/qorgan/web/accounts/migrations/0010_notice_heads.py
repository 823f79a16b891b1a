from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_statement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('new', 'something new to read'), ('unread', 'something is unread for too long'), ('answered', 'somebody has written again'), ('rec-made', 'new recovery papers were made'), ('rec-opened', 'somebody who has joined may use the recovery papers'), ('rec-used', 'the recovery papers were used'), ('rec-void', 'the recovery papers are no longer valid'), ('guessed', 'many tries to sign in with this name were refused'), ('heads', 'numbers of the audit to keep')], max_length=10),
        ),
    ]
