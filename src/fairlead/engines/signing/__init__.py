"""Signing: who may, how a hand looks, what the certificate says, and whether what came back is what was sent."""
