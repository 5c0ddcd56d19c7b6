"""The books: from a checklist to entries that stay."""
