"""Who holds the pen of an engagement's statement of work (em-process 1.7): one at a time, for all to see.

Invariants: while somebody holds it nobody else draws up or submits; it is given, laid down, or taken with a
reason, and both sides hear of it.
"""
