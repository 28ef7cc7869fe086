import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exports', '0007_monitor'),
        ('surveys', '0006_core_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdviceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('advice', models.JSONField(default=list)),
                ('problem', models.JSONField(default=dict)),
                ('people', models.PositiveIntegerField(default=0)),
                ('responses', models.PositiveIntegerField(null=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('study', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='advice', to='surveys.study')),
            ],
        ),
    ]
