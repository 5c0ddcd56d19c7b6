"""Catalog: the practice - offerings, gates, clocks, rates, clauses - as versions of text.

Invariant: a version never changes; an engagement keeps the one that it was shaped with.
"""
