import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0007_shared_with_the_customer"),
        ("changes", "0004_project_manager"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="at risk until"),
        ),
        migrations.AlterField(
            model_name="change",
            name="sow",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="agreements.sow",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sow__isnull", False),
                    models.Q(
                        ("days", 0), ("judged", False), ("overrun", False), ("price", 0), ("scope", False),
                        ("switch", False), ("unsigned", True), ("until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="before_its_sow_there_is_work_at_risk_alone",
            ),
        ),
    ]
