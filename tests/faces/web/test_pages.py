"""Every page: its head, its policy, its escapes, its empty state."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import translation

from fairlead.faces.web import urls
from fairlead.faces.web.templatetags import ui
from tests import cast
from tests.faces.web.addresses import BY_MAIL, FILES, NAMES, POSTED, fill

WEB = Path(urls.__file__).parent
HOSTILE = "<script>alert('ahoy')</script>\"'&{{ 7|add:7 }}"
READ = sorted(set(NAMES) - POSTED - FILES - BY_MAIL)


# The firm's contact can sign in already; nothing that could be changed was sold yet.
TOO_SOON = {"contact-invite", "change-edit", "change-shape"}


def reader(name: str) -> str:
    """Somebody who may see that page."""
    if name == "sow-ask":
        return "carl"
    return "dora" if name in {"person-new", "person"} else "ana"


class Inline(HTMLParser):
    """What a page holds that the policy would not run, and what every page needs."""

    def __init__(self) -> None:
        super().__init__()
        self.offences: list[str] = []
        self.title, self.heads, self.lang, self.ids = "", 0, "", []
        self._in_title = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "style" or "style" in given or (tag == "script" and not given.get("src")):
            self.offences.append(f"{tag}: {given}")
        self.offences += [f"{tag}: {name}" for name in given if name.startswith(("on", "hx-on"))]
        sources = [given.get("src"), given.get("href") if tag == "link" else None]
        self.offences += [source for source in sources if source and not source.startswith("/")]
        self._in_title = tag == "title"
        self.heads += tag == "h1"
        self.lang = given.get("lang", self.lang) if tag == "html" else self.lang
        self.ids += [given["id"]] if "id" in given else []

    def handle_data(self, data):
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag):
        self._in_title = False


def read(page: str) -> Inline:
    found = Inline()
    found.feed(page)
    return found


@pytest.mark.parametrize("name", READ)
def test_a_page_has_a_head_and_nothing_inline(name, work, firm, visit):
    answer = visit(reader(name)).get(fill(name, firm), follow=True)
    assert answer.status_code == (409 if name in TOO_SOON else 200)
    found = read(answer.content.decode())
    assert found.offences == []
    assert found.lang == "en"
    assert len(found.title.strip()) > len("· Fairlead")
    assert found.heads == 1
    assert len(found.ids) == len(set(found.ids)), [i for i in found.ids if found.ids.count(i) > 1]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_titles_tell_pages_apart(work, firm, visit):
    titles = {
        name: read(visit(reader(name)).get(fill(name, firm)).content.decode()).title.strip()
        for name in sorted(set(READ) - {"engagement", "account_login"} - (TOO_SOON - {"contact-invite"}))
    }
    assert len(set(titles.values())) == len(titles), sorted(titles.values())


def test_hostile_names_are_text_on_every_page(firm, visit, ana, dora):
    account = cast.accounts.edit(ana, firm.account, name=HOSTILE)
    cast.accounts.add_contact(
        ana, account, name=HOSTILE, email="x@x.example", title=HOSTILE, part=HOSTILE[:60]
    )
    engagement = cast.engagements.edit(ana, firm.engagement, name=HOSTILE, pains=HOSTILE)
    cast.scoping.give(ana, engagement, question="source_version", value=HOSTILE, said_by=HOSTILE)
    cast.engagements.move(ana, engagement, action="triage", note=HOSTILE)
    cast.people.edit(dora, cast.person("theo"), title=HOSTILE)
    cast.estimates.draft(ana, engagement)
    everyone = visit("ana")
    for name in READ:
        page = visit(reader(name)).get(fill(name, firm), follow=True).content.decode()
        assert "alert('ahoy')" not in page, name
        assert "<script>alert" not in page, name
    for term in ("q", "segment", "em", "state"):
        page = everyone.get("/engagements", {term: "<script>alert('ahoy')</script>"}).content.decode()
        assert "<script>alert" not in page


def test_the_first_page_is_light():
    """CSS and JS together stay under 100 kB."""
    names = ["fairlead.css", "fairlead.js", "django_htmx/htmx-2.min.js"]
    sizes = {name: Path(finders.find(name)).stat().st_size for name in names}
    skeleton = (WEB / "templates" / "skeleton.html").read_text()
    linked = re.findall(r'{% static "([^"]+)" %}', skeleton)
    assert set(linked) - {"fairlead.svg"} == set(names)
    assert sum(sizes.values()) < 100_000, sizes


def classes(sheet: str) -> set[str]:
    """The classes that a style sheet speaks of, alone or where it says of which element."""
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", (WEB / "static" / sheet).read_text(), flags=re.S)
    return set(re.findall(r"\.([a-z][\w-]*)", rules))


def whole(name: str, seen: set[str]) -> str:
    """A template with all that it extends and includes."""
    if name in seen:
        return ""
    seen.add(name)
    text = (WEB / "templates" / name).read_text()
    parts = re.findall(r'{%\s*(?:include|extends)\s+"([^"]+)"', text)
    return text + "".join(whole(part, seen) for part in parts)


def test_a_page_brings_the_sheet_whose_classes_it_uses():
    rooms = classes("rooms.css") - classes("fairlead.css") - {"words"}  # there for tables of rooms alone
    folder = WEB / "templates"
    wrong = {}
    for path in folder.rglob("*.html"):
        text = whole(str(path.relative_to(folder)), set())
        if "{% extends" in path.read_text() and "rooms.css" not in text:
            said = (
                " ".join(re.findall(r'class="([^"]*)"', text)) + " " + (" clock" if "|clock" in text else "")
            )
            if used := rooms & set(re.findall(r"[a-z][\w-]*", said)):
                wrong[path.name] = used
    assert wrong == {}


def test_nothing_is_fetched_from_elsewhere():
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.css"), *WEB.rglob("fairlead.js")]:
        assert not re.search(r"https?://|//[a-z]+\.", path.read_text()), path


def test_every_word_of_a_template_can_be_translated():
    """Text between tags stands in a translate tag; names, figures and marks may stand bare."""
    bare = re.compile(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<")
    found = {
        f"{path.name}: {text}"
        for path in (WEB / "templates").rglob("*.html")
        if path.name != "500.html"
        for text in bare.findall(
            re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", path.read_text(), flags=re.S)
        )
    }
    assert found == set()


@pytest.mark.parametrize(("address", "said"), [
    ("/accounts?q=nobody-is-called-this", "No account matches"),
    ("/engagements?q=nobody-is-called-this", "No engagement here"),
    ("/board?segment=SMB", "No engagement matches"),
    ("/notices", "Nothing new"),
    ("/people?gone=1", "Nobody here"),
    ("/tokens", "You have none yet"),
])  # fmt: skip
def test_an_empty_page_says_what_it_is_for(address, said, visit):
    page = visit("ana").get(address).content.decode()
    assert said in page
    assert 'class="btn' in page


def test_lists_come_in_pages_of_fifty(firm, visit, ana):
    for number in range(60):
        cast.accounts.open_account(ana, name=f"Account {number:02}")
    client = visit("ana")
    first, second = (client.get(f"/accounts?page={n}").content.decode() for n in (1, 2))
    assert "1–50 of 61" in first
    assert "51–61 of 61" in second
    assert first.count('class="name"') == 50
    assert 'rel="next"' in first
    assert 'rel="next"' not in second
    assert "page=1" in second
    assert "1–50 of 61" in client.get("/accounts?page=nonsense").content.decode()


def test_figures_follow_the_language_of_the_reader(work, visit):
    client = visit("ana")
    english = client.get(f"/engagements/{work.pk}/estimate").content.decode()
    told = {"Accept-Language": "de"}
    german = client.get(f"/engagements/{work.pk}/estimate", headers=told).content.decode()
    price = cast.Estimate.objects.get().price
    for language, page in {"en": english, "de": german}.items():
        with translation.override(language):
            assert ui.dollars(price, "USD") in page
    assert "145.383\u00a0$" in german
    # The words are English until there is a catalogue; a screen reader must not read them as German.
    assert 'lang="en"' in german


def test_addresses_hold_plain_numbers(firm, visit, ana):
    """A row with a number above a thousand keeps it without a separator in every address and field."""
    row = cast.Account(pk=1_234_567, name="Far out")
    row.save(force_insert=True)
    page = visit("ana").get("/accounts/1234567").content.decode()
    assert "1,234,567" not in page
    assert "/engagements/new?account=1234567" in page


# Tables of two or three short columns, which fit any screen.
NAMED = r'(?=.*tabindex="0")(?=.*role="(group|region)")(?=.*aria-label)'
NARROW = {"weigh.html": 1, "live_parts.html": 2}


def test_every_table_lies_in_a_place_that_scrolls_by_keyboard_and_has_a_name():
    wrong = []
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text()
        places = re.findall(r'<div class="scroll[^>]*>', text)
        wrong += [f"{path.name}: {place}" for place in places if not re.search(NAMED, place)]
        if text.count("<table") > len(places) + NARROW.get(path.name, 0):
            wrong.append(f"{path.name}: a table outside of .scroll")
    assert wrong == []
