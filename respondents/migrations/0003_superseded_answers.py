from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('respondents', '0002_edition_event'),
    ]

    operations = [
        migrations.AddField(
            model_name='answerevent',
            name='based_on',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='interview',
            name='changed',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='answerevent',
            name='kind',
            field=models.CharField(choices=[('consent', 'consent'), ('screening', 'screening'), ('answer', 'answer'), ('skip', 'skip'), ('language', 'language changed'), ('entry', 'came back'), ('edition', 'moved to another edition'), ('sent', 'sent'), ('superseded', 'superseded')], max_length=16),
        ),
    ]
