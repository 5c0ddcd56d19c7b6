"""Agreeing on a statement of work: which steps it needs, what each vouches for, and what still holds.

Invariants: an approval holds for the fields and clause texts of its topics and for nothing else; whitespace
and typography are no meaning; nobody approves what they drew up or asked for; sales never signs.
"""
