"""Heartbeats are lost in a crash and nobody misses them: their table writes no log."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("workshops", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE workshops_presence SET UNLOGGED",
            reverse_sql="ALTER TABLE workshops_presence SET LOGGED",
        ),
    ]
