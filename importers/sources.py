"""The kinds of files that can be imported, for the page and the command alike: one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crm.errors import InvalidData
from crm.imports.drafts import Draft
from importers import (
    board,
    evidence_draft,
    evidence_sheet,
    expenses,
    forms,
    legiscan,
    nces,
    newsletters,
    openstates,
    openstates_votes,
    overlap,
    portrait_folder,
    resa,
    sign_in,
    superintendents,
)
from importers.upload import Given


@dataclass(frozen=True)
class Option:
    """Something that must or may be said beside the file. `name` is the reader's parameter; `ours`: what is not said
    is the state whose legislature is here. `of` is the label of the records that it is chosen from."""

    name: str
    label: str
    hint: str
    ours: bool = False
    of: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of file. `accepts` are endings for the file dialog; `day` says what the date of the source is;
    `template` makes a workbook to fill in."""

    name: str
    title: str
    about: str
    accepts: str
    day: str
    read: Callable[..., Draft]
    options: tuple[Option, ...] = ()
    template: Callable[[], bytes] | None = None

    def unsaid(self, state: str | None) -> dict[str, str]:
        """What the options are where nobody says otherwise; `state` is the one whose legislature is here."""
        return {option.name: state.upper() for option in self.options if option.ours and state}


STATE = Option("state", "State", "Two letters, such as MS. Only needed where the file does not say.")
ROWS_STATE = Option("state", "State", "Two letters, such as MS, for rows that do not say it.", ours=True)
DIRECTORY_STATE = Option("state", "State", "Two letters, such as MS. Of a file of all states only this one.", ours=True)
BILLS = Option("bills", "Only these bills", "Such as HB 1453, SB 2693. Every bill in the file when left empty.")
TABLES = ".csv,.xlsx,.xls,.xlsm,.ods,.txt"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "openstates",
            "Legislature (Open States)",
            "A state’s people, seats and committees, from github.com/openstates/people: a zip of its folder or of all.",
            ".zip",
            "The day the folder was copied",
            openstates.read,
            (STATE,),
        ),
        Kind(
            "nces",
            "School districts (NCES)",
            "The federal directory of school districts, as CSV or zip from nces.ed.gov/ccd.",
            f"{TABLES},.zip",
            "The day of the directory",
            nces.read,
            (DIRECTORY_STATE,),
        ),
        Kind(
            "overlap",
            "District overlaps",
            "Which legislative districts a school district or county lies in, or its old congressional district.",
            TABLES,
            "The day of the map or count",
            overlap.read,
            (ROWS_STATE,),
        ),
        Kind(
            "resa",
            "RESA members",
            "The member districts of one RESA, with their superintendents and dues.",
            TABLES,
            "The day of the list",
            resa.read,
            (Option("resa", "RESA", "Its short name, such as EMCED. Only needed where the list does not say."),),
        ),
        Kind(
            "board",
            "Our board",
            "Office, name and school district of each board member.",
            TABLES,
            "The day of the list",
            board.read,
            (Option("organization", "Association", "Its name. Only needed the first time."),),
        ),
        Kind(
            "superintendents",
            "Superintendents",
            "School district and superintendent, as in a directory or a sign-in sheet.",
            TABLES,
            "The day of the list",
            superintendents.read,
        ),
        Kind(
            "sign-in",
            "Sign-in sheet of an event",
            "Who came: name, title, district, e-mail and initials, typed from the sheet that was signed.",
            TABLES,
            "The day of the sheet",
            sign_in.read,
            (Option("event", "Event", "The event that it was signed at.", of="Event"),),
        ),
        Kind(
            "forms",
            "Answers to a survey (Google Forms)",
            "Answers as Google Forms or Sheets exports them: a row an answer, a column a question.",
            TABLES,
            "The day of the export",
            forms.read,
            (Option("survey", "Survey", "The survey that was answered.", of="Survey"),),
        ),
        Kind(
            "newsletters",
            "Newsletter campaigns",
            "What Mailchimp or Constant Contact exports of what was sent: campaign, date, recipients, opens, clicks.",
            TABLES,
            "The day of the export",
            newsletters.read,
        ),
        Kind(
            "expenses",
            "Lobbying expenses",
            "The sheet in which receipts are kept: date, officials, purpose, place, amount, who paid.",
            TABLES,
            "The day of the sheet",
            expenses.read,
        ),
        Kind(
            "evidence",
            "Evidence of past years",
            "A workbook with a sheet for each kind of record, or one CSV: events, messages, surveys and the rest.",
            TABLES,
            "The day of the sheet",
            evidence_draft.read,
            template=evidence_sheet.template,
        ),
        Kind(
            "portraits",
            "Portraits",
            "Photos of many people at once, as a zip: each file named for the person (Ann Reed.jpg), by Open "
            "States id, or as Open States lists it.",
            ".zip",
            "The day of the pictures",
            portrait_folder.read,
        ),
        Kind(
            "legiscan",
            "Bills and votes (LegiScan)",
            "Bills and roll calls of a session: the JSON dataset, a zip, from legiscan.com/datasets.",
            ".zip",
            "The day of the dataset",
            legiscan.read,
            (BILLS,),
        ),
        Kind(
            "openstates-votes",
            "Bills and votes (Open States)",
            "Bills and roll calls of a session: the CSV zip of its bulk data, from openstates.org.",
            ".zip",
            "The day of the archive",
            openstates_votes.read,
            (BILLS,),
        ),
    )
}


def read(kind: str, given: Given, *, as_of: str, options: Mapping[str, str] | None = None) -> Draft:
    """The draft of a file of this kind; options that it does not know are left unread. Raises InvalidData."""
    found = KINDS.get(kind)
    if found is None:
        raise InvalidData({"kind": [f"“{kind}” is no kind of file. Choose one of {', '.join(KINDS)}."]})
    known = {option.name: (options or {}).get(option.name, "") for option in found.options}
    return found.read(given, as_of=as_of, **{name: value for name, value in known.items() if value})
