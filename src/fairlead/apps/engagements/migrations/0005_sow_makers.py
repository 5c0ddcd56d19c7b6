from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagements', '0004_signed_and_booked'),
    ]

    operations = [
        migrations.AddField(
            model_name='engagement',
            name='sow_makers',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
