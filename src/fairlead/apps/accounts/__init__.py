"""Accounts: the customers, where they belong, on what paper we work, and their people.

Invariant: a customer contact who can sign in sees this account and nothing of another.
"""
