import uuid

import django.db.models.deletion
from django.db import migrations, models

import respondents.sealed_field


class Migration(migrations.Migration):

    dependencies = [
        ('respondents', '0011_planned_sessions'),
        ('surveys', '0011_routing_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('topic', models.CharField(choices=[('technical', 'technical: code, link, page'), ('own_integration', 'their own integration'), ('language', 'language'), ('refusal', 'does not want to take part'), ('interview', 'about a talk with a researcher'), ('other', 'something else')], max_length=16)),
                ('means', models.CharField(choices=[('phone', 'phone'), ('mail', 'e-mail'), ('whatsapp', 'WhatsApp')], max_length=8)),
                ('language', models.CharField(max_length=8)),
                ('done', models.CharField(choices=[('answered', 'answered the question'), ('referred', 'told where to ask'), ('code', 'gave a new code'), ('refusal', 'noted the refusal'), ('filled_in', 'filled in together by phone'), ('call_back', 'will be called back'), ('passed_on', 'passed on to the researchers')], max_length=12)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desk_entries', to='surveys.study')),
            ],
            options={
                'ordering': ('-day', '-pk'),
                'indexes': [models.Index(fields=['study', 'day'], name='desk_entry_by_day')],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('study', models.CharField(max_length=60)),
                ('contact', respondents.sealed_field.SealedField()),
                ('sealed_with', models.CharField(max_length=16)),
                ('language', models.CharField(max_length=8)),
                ('day', models.DateField()),
                ('part', models.CharField(choices=[('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening')], max_length=9)),
                ('goes_on', models.DateField()),
            ],
            options={
                'ordering': ('day', 'id'),
            },
        ),
    ]
