"""Comments of the firm's people on a clause of the statement of work or on a line of the estimate.

Invariants: a comment belongs to the clause or line, not to a version, and stays with it from version to
version; it keeps a digest of what that said when it was written; customers see none.
"""
