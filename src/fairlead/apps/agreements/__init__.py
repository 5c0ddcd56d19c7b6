"""Agreements: statements of work drawn from approved estimates, and the papers made from them.

Invariants: a SOW exists only of an approved estimate, word for word and cent for cent; its papers are kept
with their SHA-256 and never change; a newer SOW replaces the one before it.
"""
