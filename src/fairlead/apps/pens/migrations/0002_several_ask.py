from django.db import migrations, models


def keep(apps, schema_editor):
    for pen in apps.get_model("pens", "Pen").objects.filter(asked_by__isnull=False).select_related("asked_by"):
        at = pen.asked_at.isoformat() if pen.asked_at else ""
        pen.asks = [
            {"person": pen.asked_by_id, "name": pen.asked_by.name, "at": at, "note": pen.asked_note}
        ]
        pen.save(update_fields=["asks"])


class Migration(migrations.Migration):

    dependencies = [
        ('pens', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='pen',
            name='asks',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name='pen', name='a_pen_is_asked_of_its_holder'),
        migrations.RemoveField(model_name='pen', name='asked_by'),
        migrations.RemoveField(model_name='pen', name='asked_at'),
        migrations.RemoveField(model_name='pen', name='asked_note'),
        migrations.AddConstraint(
            model_name='pen',
            constraint=models.CheckConstraint(condition=models.Q(('asks', []), ('holder__isnull', False), _connector='OR'), name='a_pen_is_asked_of_its_holder'),
        ),
    ]
