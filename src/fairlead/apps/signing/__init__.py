"""Signing: who signs on what authority, what is out for signature, and what came back.

Invariants: exactly one document is out for a SOW, fixed by its SHA-256, and only once Legal's stamp is on it;
what somebody signed never changes; all have signed when every signatory has, or a countersigned file was
accepted, and only then is the engagement won.
"""
