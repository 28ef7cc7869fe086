import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0011_routing_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('draft', 'of the draft as one edition'), ('editions', 'of every edition that the draft announces'), ('languages', 'how far each language of the draft is')], max_length=12)),
                ('key', models.CharField(max_length=64)),
                ('found', models.TextField(help_text='Problems in English, or counts, as JSON.')),
                ('at', models.DateTimeField()),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='surveys.study')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('study', 'kind', 'key'), name='draft_check_once')],
            },
        ),
    ]
