"""Formulas and conditions of the practice: standard CEL, checked when they are loaded.

`formula.compile` checks one source, `Formula.evaluate` runs it, `filling` puts figures into texts.
The rules are in docs/spec/expressions.md.
"""
