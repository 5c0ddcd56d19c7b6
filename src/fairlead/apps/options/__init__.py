"""Solution options: two to five ways to do an engagement, estimated, compared, recommended and chosen.

Invariants: what is compared has frozen figures; at most five options live at a time and one is recommended;
choosing one writes it to the engagement through the other rooms' verbs, all of it or nothing, and the others
stay on record with the reason. Who disagrees with the asked solution has a record of the way to a better one.
"""
