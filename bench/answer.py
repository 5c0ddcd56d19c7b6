"""How much processor time one answer costs in a questionnaire of 1,000 questions, price included.

The offering is generated: in chains of ten, every question shows only after the one before it; 50 drivers
sum over 20 questions each and stand in chains of five; 60 activities read the drivers. Reference:
survey-core 3.1.1 takes 15.7 ms for one answer to 1,000 questions with 50 derived values, without a price.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date

from bench.wide import FIRM, HEAD
from fairlead.engines.estimating.estimate import estimate
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.values import Practice
from fairlead.engines.scoping.review import review
from fairlead.engines.scoping.values import Answer, Terms

QUESTIONS = 1_000
DRIVERS = 50
ACTIVITIES = 60
CHAIN = 10
REFERENCE_MS = 15.7
BAR_MS = 5.0


def _question(index: int) -> str:
    when = "true" if index % CHAIN == 0 else f"q{index - 1} > 0.0"
    return f"""
[[question]]
id = "q{index}"
text = "How many of {index}?"
kind = "number"
section = "Section {index // 50}"
why = "It sizes the work."
sample = "12"
mandatory = {"true" if index % 3 == 0 else "false"}
when = "{when}"
"""


def _driver(index: int) -> str:
    each = QUESTIONS // DRIVERS
    terms = [f"q{index * each + step} / 10.0" for step in range(each)]
    if index % 5:
        terms.append(f"d{index - 1} * 0.1")
    return f'[[driver]]\nid = "d{index}"\nname = "Driver {index}"\nformula = "{" + ".join(terms)}"\n'


def _activity(index: int) -> str:
    first, second = index % DRIVERS, (index * 7) % DRIVERS
    return f"""
[[activity]]
id = "a{index}"
phase = "all"
name = "Activity {index}"
description = "Work on {index}."
effort = "2.0 + 0.1 * d{first} + ceil(d{second} / 8.0)"
when = "d{first} >= 0.0"
low = 0.8
high = 1.6
roles = {{engineer = "0.75", lead = "0.25"}}
"""


def wide_practice() -> Practice:
    """The generated practice, loaded through every check like any other."""
    parts = [HEAD, *map(_question, range(QUESTIONS)), *map(_driver, range(DRIVERS))]
    text = "\n".join([*parts, *map(_activity, range(ACTIVITIES))])
    practice, findings = load_texts({"practice.toml": FIRM, "offerings/wide/offering.toml": text})
    if practice is None:
        raise SystemExit("\n".join(map(str, findings)))
    return practice


def _measured(step: Callable[[int], None], count: int) -> float:
    """The median processor time of one step in milliseconds, after a few to warm up."""
    times = []
    for turn in range(count + 3):
        start = time.process_time_ns()
        step(turn)
        times.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(times[3:])


def run() -> list[tuple[str, float]]:
    """Print one row a measure and return them: name, milliseconds."""
    practice = wide_practice()
    offering = practice.offerings[0]
    terms = Terms("Bench", "Bench", "wide", date(2026, 11, 23), "USD", 80, 1)
    draw = random.Random(1)
    answers = {question.id: Answer(draw.randint(1, 100)) for question in offering.questions}
    now = review(practice, offering, answers)

    def answer(turn: int, priced: bool) -> None:
        nonlocal now, answers
        name = f"q{draw.randrange(QUESTIONS)}"
        # Every fourth answer is a zero and hides the rest of its chain; a later one shows it again.
        answers = {**answers, name: Answer(0 if turn % 4 == 0 else draw.randint(1, 100))}
        now = review(practice, offering, answers, before=now)
        if priced:
            result, findings = estimate(practice, now, terms)
            if result is None:
                raise SystemExit("\n".join(map(str, findings)))

    rows = [
        ("one answer, review only", _measured(lambda turn: answer(turn, False), 200)),
        ("one answer, price included", _measured(lambda turn: answer(turn, True), 60)),
        ("whole review of 1,000 answers", _measured(lambda _: _whole(practice, answers), 20)),
    ]
    print("name | ours | reference | ratio | bar")
    for name, ours in rows:
        bar = f"{BAR_MS:g} ms" if "answer," in name else "-"
        print(f"{name} | {ours:.2f} ms | {REFERENCE_MS} ms | {REFERENCE_MS / ours:.1f}x | {bar}")
    return rows


def _whole(practice: Practice, answers: dict[str, Answer]) -> None:
    review(practice, practice.offerings[0], answers)


if __name__ == "__main__":
    run()
