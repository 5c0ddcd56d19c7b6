"""Scoping: the answers of an engagement, each given once with its source, day and confidence.

Invariant: one present answer a question; what it was before stands in the audit.
"""
