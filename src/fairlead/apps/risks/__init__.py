"""Risks: the RAID log of an engagement - risks, actions, issues, decisions - and its roadmap."""
