"""The certificate behind what was signed: not a byte of that changes, and all of it is read out in order."""

from __future__ import annotations

import io

from pypdf import PdfReader
from tests.engines.documents import cast
from tests.engines.signing import made

from fairlead.engines.documents.pdf import pdf
from fairlead.engines.documents.sow import sow
from fairlead.engines.signing.binding import bound, cut

SIGNED = pdf(sow(cast.practice(), cast.shaped()))
CERTIFICATE = made.document("Certificate")
FILE = bound(SIGNED, CERTIFICATE)


def leaves(node, found):
    """Every page that a tree of tags leads to, in reading order."""
    node = node.get_object()
    if isinstance(node, int):
        return found
    if "/Pg" in node:
        found.append(node.raw_get("/Pg").idnum)
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        leaves(kid, found)
    return found


def test_what_was_signed_can_be_cut_out_again():
    assert FILE.startswith(SIGNED) and cut(FILE, len(SIGNED)) == cut(SIGNED, len(SIGNED))


def test_the_certificate_is_read_out_behind_the_document():
    reader = PdfReader(io.BytesIO(FILE))
    ids = [page.indirect_reference.idnum for page in reader.pages]
    (document,) = reader.root_object["/StructTreeRoot"]["/K"]
    tagged = list(dict.fromkeys(leaves(document, [])))
    assert tagged == ids
    inner = document.get_object()["/K"][-1].get_object()
    assert inner["/S"] == "/Document"
    assert {*leaves(inner, [])} == {*ids[-made.pages(CERTIFICATE) :]}


def test_every_page_and_link_finds_its_own_tags():
    reader = PdfReader(io.BytesIO(FILE))
    tree = reader.root_object["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    tags = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert sorted(tags) == list(range(tree["/ParentTreeNextKey"])) and len(numbers) == 2 * len(tags)
    for page in reader.pages:
        held = tags[int(page["/StructParents"])].get_object()
        assert all(page.indirect_reference.idnum in leaves(one, []) for one in held)
        for link in page.get("/Annots", ()):
            key = int(link.get_object()["/StructParent"])
            assert "/K" in tags[key].get_object()
