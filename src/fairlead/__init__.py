"""Fairlead: from the first call to a referenceable customer, in one connected, checkable record."""

__version__ = "0.1.0"
