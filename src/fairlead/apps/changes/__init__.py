"""Changes: what is asked beyond a statement of work that stands, what that needs, and who has agreed.

Invariants: what a change needs is frozen when it is asked for; nobody approves their own; a change holds
only when everything it needs is there, with a name, a day and the evidence for each.
"""
