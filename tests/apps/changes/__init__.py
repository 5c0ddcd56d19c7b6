"""Changes: whoever leads an engagement asks for them, from its opening to both tables of tests."""
