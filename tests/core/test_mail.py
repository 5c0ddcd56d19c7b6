"""The mail server as the environment names it: what it comes to, and what is refused at the start."""

from __future__ import annotations

import pytest

from fairlead.core.mail import mail_settings

AROUND = {"FAIRLEAD_ADDRESS": "https://desk.example/", "FAIRLEAD_MAIL_FROM": "Desk <desk@firm.example>"}


def test_without_a_server_no_mail_goes_out():
    found = mail_settings({})
    assert (found["MAILS"], found["EMAIL_BACKEND"].split(".")[-2]) == (False, "dummy")


@pytest.mark.parametrize(("url", "host", "port", "user", "password", "ssl", "tls"), [
    ("smtps://me:se%40cret@mail.example", "mail.example", 465, "me", "se@cret", True, False),
    ("smtp+starttls://me:x@mail.example:2525", "mail.example", 2525, "me", "x", False, True),
    ("smtp://localhost", "localhost", 25, "", "", False, False),
])  # fmt: skip
def test_a_server(url, host, port, user, password, ssl, tls):
    found = mail_settings({**AROUND, "FAIRLEAD_MAIL": url})
    keys = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert [found[f"EMAIL_{key}"] for key in keys] == [host, port, user, password, ssl, tls]
    assert (found["MAILS"], found["ADDRESS"], found["EMAIL_TIMEOUT"]) == (True, "https://desk.example", 20)


@pytest.mark.parametrize(("said", "why"), [
    ({"FAIRLEAD_MAIL": "mail.example"}, "this is none"),
    ({"FAIRLEAD_MAIL": "http://mail.example"}, "this is none"),
    ({"FAIRLEAD_MAIL": "smtps://me:top/secret@mail.example"}, "no address of a server"),
    ({"FAIRLEAD_MAIL": "smtp://me:topsecret@mail.example"}, "a password goes over"),
    ({"FAIRLEAD_MAIL": "smtps://me:s\u00e9secret@mail.example"}, "outside ASCII"),
    ({"FAIRLEAD_MAIL": "smtps://me:secret%C3%A9@mail.example"}, "outside ASCII"),
    ({"FAIRLEAD_MAIL": "smtps://secr\u00e9t:x@mail.example"}, "outside ASCII"),
    ({"FAIRLEAD_ADDRESS": ""}, "needs FAIRLEAD_ADDRESS"),
    ({"FAIRLEAD_ADDRESS": "desk.example"}, "needs FAIRLEAD_ADDRESS"),
    ({"FAIRLEAD_MAIL_FROM": "Desk"}, "needs FAIRLEAD_MAIL_FROM"),
    ({"FAIRLEAD_MAIL_FROM": "a@b.c\nBcc: x@y.z"}, "needs FAIRLEAD_MAIL_FROM"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_the_start_without_the_password(said, why):
    with pytest.raises(SystemExit, match=why) as refused:
        mail_settings({**AROUND, "FAIRLEAD_MAIL": "smtps://mail.example", **said})
    assert "secret" not in str(refused.value) and str(refused.value).isascii()
