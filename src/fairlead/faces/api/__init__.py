"""The door for programs: HTTP and JSON, derived from the register of verbs and readings."""
