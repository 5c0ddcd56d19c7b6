from django.db import migrations, models

SECTIONS = [
    ("drivers", "Business drivers"),
    ("deliverables", "Deliverables"),
    ("assumptions", "Assumptions"),
    ("exclusions", "Not in scope"),
    ("duties", "What the customer does"),
    ("work", "Hours, roles and dates"),
    ("changes", "Changed since it was agreed"),
    ("readiness", "Readiness"),
    ("risks", "Risks and dependencies"),
    ("contacts", "Contacts"),
    ("commitments", "What was said and promised"),
    ("open", "Open points"),
    ("findings", "Findings of the hand-off test"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("handover", "0002_versions_are_sealed"),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="section",
            field=models.CharField(choices=SECTIONS, max_length=20),
        )
        for name in ("question", "reading")
    ]
