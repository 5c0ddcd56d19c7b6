from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0007_shared_with_the_customer'),
    ]

    operations = [
        migrations.AddField(
            model_name='sow',
            name='agreed',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
