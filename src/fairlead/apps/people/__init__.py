"""People: who works here, in which territory and time zone, and what roles they hold.

Invariant: a person's roles are the grants of their user; a person who left holds none.
"""
