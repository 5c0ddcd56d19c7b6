import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("changes", "0003_exceptions_named"),
        ("people", "0003_person_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="pm",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="people.person", verbose_name="project manager",
            ),
        ),
    ]
