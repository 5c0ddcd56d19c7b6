"""Redlines: Word files that come back from the customer, what they changed, and what we answer to each of it.

Invariants: the file is kept as it came; every change that was found is answered by who may, or stays open;
nothing is accepted that would contradict the estimate; what was settled is in the next version, word by word.
"""
