"""Imports under way: the uploaded file, what was decided, and the work itself, done beside the requests.

A job is a private folder in the data folder (the file and a small JSON beside it), so that nothing uploaded, typed or
decided is lost by an error or a restart. The folder is deleted when the import was made or discarded. The id of a job
is that of the batch it becomes. Undoing an import is a job too, without a file.
"""

import json
import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crm.errors import Conflict, CrmError, InvalidData, NotFound
from crm.imports import batches
from crm.imports.batches import Batch, Progress
from crm.imports.import_plan import Plan
from crm.records.actor import Actor
from crm.storage.whole_file import write_whole
from importers import newest, pipe
from importers.pipe import Wanted
from importers.upload import Upload

if TYPE_CHECKING:
    from crm.storage.database import Database

logger = logging.getLogger("crm.imports")

WORKING, READY, FAILED = "working", "ready", "failed"
KEPT_DAYS = 14
UNEXPECTED = "Something went wrong here; nothing was changed. Try again, and tell whoever looks after this site."
HALF_WAY = "This import was cut off half-way. Discard it and take it back under Imports, then import the file again."
INTERRUPTED = "The work was interrupted, and nothing was changed. Preview again."
UNDO_INTERRUPTED = "The undoing was interrupted. Begin it again; it goes on where it stopped."
LOOKING = "Looking whether something was built on it"


@dataclass(frozen=True)
class Job:
    """An import that is not made yet, or is `undoing`. `shown` is the digest of the plan that was shown last;
    `fetched_from` the address of a file that the site fetched itself, and `has_file` whether it is here yet."""

    id: str
    kind: str
    file: str
    as_of: str
    by: str
    at: str
    options: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    state: str = WORKING
    step: str = "Reading the file"
    done: int = 0
    total: int = 0
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    shown: str = ""
    undoing: bool = False
    fetched_from: str = ""
    has_file: bool = True

    @property
    def percent(self) -> int | None:
        """How far a counted step is; None where nobody can say."""
        return round(100 * self.done / self.total) if self.total else None


class Jobs:
    """The jobs of one running site."""

    def __init__(self, folder: Path, database: "Database") -> None:
        self.folder, self.database = folder, database
        self.plans: dict[str, Plan] = {}
        self.running: dict[str, threading.Thread] = {}
        self.live: dict[str, Job] = {}
        self.lock = threading.Lock()

    def add(self, kind: str, upload: Upload, *, as_of: str, options: Mapping[str, str], by: Actor) -> Job:
        """Keep an uploaded file and begin its preview."""
        job = Job(str(uuid.uuid4()), kind, upload.name, as_of, by.name, by.at, options)
        write_whole(self._folder_of(job.id) / "file", upload.content)
        self._begin(job, self._preview)
        return job

    def fetch(self, kind: str, address: str, *, as_of: str, options: Mapping[str, str], by: Actor) -> Job:
        """Begin to fetch the newest file of a kind, and then its preview."""
        name = urlsplit(address).path.rpartition("/")[2] or kind
        step = f"Fetching it from {urlsplit(address).netloc}"
        said = {"step": step, "fetched_from": address, "has_file": False}
        job = replace(Job(str(uuid.uuid4()), kind, name, as_of, by.name, by.at, options), **said)  # type: ignore[arg-type]
        self._folder_of(job.id)
        self._begin(job, self._fetch)
        return job

    def undo(self, batch: Batch, *, by: Actor) -> None:
        """Begin to take an import back, whole."""
        named = batch.file or batch.source
        job = Job(batch.id, batch.kind, named, batch.as_of, by.name, by.at, step=LOOKING, undoing=True)
        self._folder_of(job.id)
        self._begin(job, lambda one: self._undo(one, by))

    def job(self, job_id: str) -> Job:
        """One job. Raises NotFound. Work that a restart cut off is shown as failed."""
        if job_id in self.live:
            return self.live[job_id]
        try:
            job = Job(**json.loads((self._place(job_id) / "job.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise NotFound("There is no such import.") from None
        if job.state == WORKING:
            return replace(job, state=FAILED, errors={"": [UNDO_INTERRUPTED if job.undoing else INTERRUPTED]})
        return job

    def all(self) -> list[Job]:
        """The jobs that wait for somebody, the latest first. Old ones are forgotten."""
        found = []
        for place in self.folder.glob("*/job.json") if self.folder.is_dir() else ():
            if time.time() - place.stat().st_mtime > KEPT_DAYS * 86400:
                shutil.rmtree(place.parent, ignore_errors=True)
                continue
            try:
                found.append(self.job(place.parent.name))
            except NotFound:
                logger.warning("%s is damaged, so this import is not listed", place)
        return sorted(found, key=lambda job: job.at, reverse=True)

    def plan(self, job_id: str) -> Plan | None:
        """What a previewed job would do; None after a restart, when it must be previewed again."""
        return self.plans.get(job_id)

    def preview(self, job_id: str, **changes: object) -> None:
        """Preview again, with these changes to the job: decisions, options, as_of."""
        self._begin(replace(self.job(job_id), errors={}, step="Reading the file", **changes), self._preview)  # type: ignore[arg-type]

    def replace_file(self, job_id: str, upload: Upload) -> None:
        """Give a job another file in place of the first."""
        write_whole(self._place(job_id) / "file", upload.content)
        self._save(replace(self.job(job_id), file=upload.name, has_file=True))

    def apply(self, job_id: str, *, shown: str, by: Actor) -> None:
        """Begin the import that was shown. Raises Conflict when it is not what the page showed any more."""
        job = self.job(job_id)
        if job.shown != shown:
            raise Conflict(batches.MEANWHILE)
        self._begin(replace(job, step="Comparing with what is here"), lambda one: self._apply(one, by))

    def discard(self, job_id: str) -> None:
        """Delete the file and what was decided."""
        shutil.rmtree(self._place(job_id), ignore_errors=True)
        self.plans.pop(job_id, None)
        self.live.pop(job_id, None)

    def refuse_running(self, job_id: str) -> None:
        """Raise Conflict while a job's work goes on."""
        thread = self.running.get(job_id)
        if thread is not None and thread.is_alive():
            raise Conflict("This import is being worked on. Wait until it is done.")

    def wait(self, job_id: str, seconds: float = 60.0) -> None:
        """Wait until a job's work is done, at most so long."""
        if (thread := self.running.get(job_id)) is not None:
            thread.join(seconds)

    # The work

    def _begin(self, job: Job, work: Callable[[Job], None]) -> None:
        with self.lock:
            self.refuse_running(job.id)
            self._save(replace(job, state=WORKING, done=0, total=0))
            thread = threading.Thread(target=self._guarded, args=(job.id, work), name=f"import {job.id}", daemon=True)
            self.running[job.id] = thread
            thread.start()

    def _guarded(self, job_id: str, work: Callable[[Job], None]) -> None:
        job = self.live[job_id]
        try:
            work(job)
        except InvalidData as error:
            self._save(replace(self.live[job_id], state=FAILED, errors=error.errors))
        except CrmError as error:
            self._save(replace(self.live[job_id], state=FAILED, errors={"": [str(error)]}))
        except Exception:
            logger.exception("import %s failed", job_id)
            self._save(replace(self.live[job_id], state=FAILED, errors={"": [UNEXPECTED]}))

    def _planned(self, job: Job) -> Plan:
        if self.database.read(batches.is_under_way, job.id):
            raise Conflict(HALF_WAY)
        upload = Upload(job.file, (self._place(job.id) / "file").read_bytes())
        wanted = Wanted(job.kind, upload, job.as_of, job.options, job.decisions)
        return pipe.compare(self.database, wanted, batch_id=job.id, when_read=lambda: self._comparing(job.id))

    def _comparing(self, job_id: str) -> None:
        self.live[job_id] = replace(self.live[job_id], step="Comparing with what is here")

    def _preview(self, job: Job) -> None:
        plan = self._planned(job)
        self.plans[job.id] = plan
        self._save(replace(job, state=READY, shown=plan.digest, errors={}))

    def _fetch(self, job: Job) -> None:
        upload = newest.fetch(job.fetched_from, progress=self._teller(job.id, job.step))
        write_whole(self._place(job.id) / "file", upload.content)
        here = replace(job, has_file=True, step="Reading the file", done=0, total=0)
        self._save(here)
        self._preview(here)

    def _apply(self, job: Job, by: Actor) -> None:
        plan = self._planned(job)
        if plan.digest != job.shown:
            self.plans[job.id] = plan
            self._save(replace(job, state=READY, shown=plan.digest, errors={"": [batches.MEANWHILE]}))
            return
        pipe.write(self.database, plan, by=by, file=job.file, progress=self._teller(job.id, "Writing"))
        self.discard(job.id)

    def _undo(self, job: Job, by: Actor) -> None:
        pipe.take_back(self.database, job.id, by=by, progress=self._teller(job.id, "Taking it back"))
        self.discard(job.id)

    def _teller(self, job_id: str, step: str) -> Progress:
        """Keeps in the job how far a step of it is."""

        def tell(done: int, total: int) -> None:
            self.live[job_id] = replace(self.live[job_id], step=step, done=done, total=total)

        return tell

    def _folder_of(self, job_id: str) -> Path:
        """The job's own folder, made when it is not there; only this user looks into it."""
        place = self._place(job_id)
        place.mkdir(parents=True, mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        return place

    def _place(self, job_id: str) -> Path:
        try:
            return self.folder / str(uuid.UUID(job_id))
        except ValueError:
            raise NotFound("There is no such import.") from None

    def _save(self, job: Job) -> None:
        self.live[job.id] = job
        write_whole(self._place(job.id) / "job.json", json.dumps(asdict(job)))
