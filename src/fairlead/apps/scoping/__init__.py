"""Scoping: what was said to the questions of an engagement, each time with its source, day and confidence.

Invariant: one answer a question is in force; another voice that says otherwise stands beside it until
somebody settles it. What was before stands in the audit.
"""
