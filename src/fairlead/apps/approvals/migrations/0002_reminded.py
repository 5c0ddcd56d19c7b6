from django.db import migrations, models


def keep(apps, schema_editor):
    """Who was told that an answer is overdue was told once."""
    apps.get_model("approvals", "Review").objects.filter(reminded_at__isnull=False).update(reminded=2)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='reminded',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='point',
            name='reminded',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RemoveField(model_name='review', name='reminded_at'),
    ]
