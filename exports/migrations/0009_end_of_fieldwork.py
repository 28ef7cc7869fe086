import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exports', '0008_advice'),
        ('surveys', '0011_routing_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldworkEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unsent', models.JSONField(blank=True, null=True)),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.fieldworkchange')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fieldwork_ends', to='surveys.study')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='FieldworkText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], max_length=2)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fieldwork_texts', to='surveys.study')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
    ]
