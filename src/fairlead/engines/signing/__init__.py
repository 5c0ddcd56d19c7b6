"""Signing: who may, how a hand looks, what the certificate says, whether what came back is what was sent."""
