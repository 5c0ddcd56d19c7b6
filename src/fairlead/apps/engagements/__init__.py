"""Engagements: one piece of work for one account, on the scoping board from the first call to won or lost.

Invariants: an engagement keeps its practice version until someone moves it to a newer one; it can be
written into a SOW only while its newest estimate is approved.
"""
