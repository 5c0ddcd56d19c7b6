"""Approvals: who agrees to a statement of work, to which words and figures, and what stands in the way.

Invariants: a step is answered by the role that is asked, by nobody who drew the document up or asked for the
approvals, and never signed by sales; what was approved keeps what it was approved for, so that a later
version asks again only where that changed; a condition or an objection goes only by being resolved or
overruled on the record.
"""
