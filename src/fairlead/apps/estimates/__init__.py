"""Estimates: frozen versions of what an engagement takes and costs, their review and their approval.

Invariants: figures never change after a version is drawn up - a new answer makes a new version; nobody
approves their own; an approval is of the version that the approver saw; the newest version alone counts.
"""
