"""Risks: the RAID log of an engagement, its scope notes and its roadmap.

Invariants: an entry belongs to one engagement and is closed only in the ways of its kind; customers see
what was shared with them and nothing else; nothing on a roadmap waits, over any number of steps, for itself.
"""
