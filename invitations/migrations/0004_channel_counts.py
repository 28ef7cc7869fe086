import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0003_letter_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('step', models.CharField(choices=[('landed', 'opened the first page'), ('started', 'began'), ('completed', 'sent their answers')], max_length=10)),
                ('count', models.PositiveIntegerField(default=0)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='invitations.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'day', 'step'), name='channel_count_once')],
            },
        ),
    ]
