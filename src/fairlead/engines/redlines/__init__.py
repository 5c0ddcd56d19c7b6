"""A Word file that went out and came back, and two versions of one document, clause by clause."""
