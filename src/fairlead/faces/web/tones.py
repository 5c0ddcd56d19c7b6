"""How states look: the word beside says the same, colour is never the only signal."""

from __future__ import annotations

TONES = {
    state: tone
    for tone, states in {
        "work": "strawman-wip sow-wip draft running in-work estimated judging reading",
        "wait": "awaiting-discovery estimate-feedback ready-for-approval in-review proposed idle recommended "
        "discussed alternative planned parked revealed checked asked waiting handed-on conditional answered "
        "came-in countered sourced out awaited unsure reserved",
        "good": "approved closed-won drawn-up accepted met free won chosen communicated landed done closed "
        "mitigated applied in-force resolved settled signed on-paper matches booked handed "
        "sent",
        "bad": "returned missed late high unreadable refused objected declined failed lapsed given-up",
        "off": "closed-lost on-hold superseded withdrawn rejected paused dropped lost not-chosen cancelled "
        "aside stopped overruled noted recalled void waived spared",
    }.items()
    for state in states.split()
}


def tone(state: str) -> str:
    """How a state looks: work, wait, good, bad or off."""
    return TONES.get(state, "")
