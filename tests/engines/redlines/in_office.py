"""Edits in LibreOffice Writer, without a display. Run by the Python that knows the bridge, not by pytest:
`python in_office.py SOFFICE FOLDER STEPS.json` opens the file of each job, makes its steps and stores it.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.util import URL, DateTime

WORD = "MS Word 2007 XML"


def value(name, content):
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def url(path):
    return Path(path).resolve().as_uri()


def connected(office, folder):
    """(the process, its desktop): Writer listens on a pipe of its own."""
    pipe = f"fairlead-{Path(folder).name}-{time.monotonic_ns()}"
    profile = url(Path(folder) / "profile")
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo"]
    process = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(300):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.1)
    else:
        raise SystemExit("LibreOffice did not start")
    manager = remote.ServiceManager
    sign(manager, remote)
    return process, manager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)


def sign(manager, remote):
    """Whose edits they are: Ana Ruiz's."""
    provider = manager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", remote)
    access = "com.sun.star.configuration.ConfigurationUpdateAccess"
    path = value("nodepath", "/org.openoffice.UserProfile/Data")
    data = provider.createInstanceWithArguments(access, (path,))
    data.setPropertyValue("givenname", "Ana")
    data.setPropertyValue("sn", "Ruiz")
    data.commitChanges()


def found(document, text):
    search = document.createSearchDescriptor()
    search.SearchString, search.SearchCaseSensitive = text, True
    place = document.findFirst(search)
    if place is None:
        raise SystemExit(f"not in the document: {text}")
    return place


def track(document, step):
    document.RecordChanges = step["on"]


def insert(document, step):
    place = found(document, step["after"]).End
    place.Text.insertString(place, step["text"], False)


def delete(document, step):
    found(document, step["text"]).String = ""


def replace(document, step):
    found(document, step["text"]).String = step["by"]


def delete_clause(document, step):
    """From the beginning of the heading to the end of the paragraph before the next heading."""
    cursor = document.Text.createTextCursorByRange(found(document, step["from"]).Start)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoRange(found(document, step["to"]).End, True)
    cursor.gotoEndOfParagraph(True)
    cursor.goRight(1, True)
    cursor.String = ""


def paragraph(document, step):
    place = document.Text.createTextCursorByRange(found(document, step["after"]).End)
    place.gotoEndOfParagraph(False)
    document.Text.insertControlCharacter(place, 0, False)
    document.Text.insertString(place, step["text"], False)


def comment(document, step):
    place = found(document, step["on"])
    note = document.createInstance("com.sun.star.text.textfield.Annotation")
    note.Author, note.Content = step["author"], step["text"]
    note.DateTimeValue = DateTime(0, 0, 30, 10, 1, 12, 2026, False)
    note.Resolved = bool(step.get("resolved"))
    place.Text.insertTextContent(place, note, True)


def move_up(document, step):
    """The paragraphs from one text to the end of another, up past as many paragraphs as said."""
    cursor = document.Text.createTextCursorByRange(found(document, step["from"]).Start)
    cursor.gotoRange(found(document, step["to"]).End, True)
    document.CurrentController.select(cursor)
    for _ in range(step["times"]):
        told(document, "MoveUp")


def told(document, command):
    """As if somebody had chosen it in the menu."""
    address = URL()
    address.Complete, address.Protocol, address.Path = f".uno:{command}", ".uno:", command
    # Otherwise it may be done later than we save.
    at_once = (value("SynchronMode", True),)
    document.CurrentController.Frame.queryDispatch(address, "", 0).dispatch(address, at_once)


def accept_all(document, step):
    told(document, "AcceptAllTrackedChanges")


def reject_all(document, step):
    told(document, "RejectAllTrackedChanges")


STEPS = {
    one.__name__: one
    for one in (
        track, insert, delete, replace, delete_clause, paragraph, comment, move_up, accept_all, reject_all,
    )
}  # fmt: skip


def main():
    office, folder, jobs = sys.argv[1:]
    process, desktop = connected(office, folder)
    try:
        for job in json.loads(Path(jobs).read_text()):
            document = desktop.loadComponentFromURL(url(job["source"]), "_blank", 0, (value("Hidden", True),))
            for step in job["steps"]:
                STEPS[step["do"]](document, step)
            document.storeToURL(url(job["target"]), (value("FilterName", WORD),))
            document.close(True)
        desktop.terminate()
        process.wait(20)
    finally:
        process.kill()


if __name__ == "__main__":
    main()
