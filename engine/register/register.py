"""The register: what pages and commands ask of it. Each method is one transaction and may be called from any thread."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Self

from sqlalchemy import Connection

from engine.errors import AuthorityError, RegisterError
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.rights import Stake, lowest_roles
from engine.portfolio.model.roles_and_limits import NEVER_DECIDE, Authority
from engine.portfolio.scenario import Scenario
from engine.register import store, what_still_stands
from engine.register.authority import Ruling, rule, stake_of
from engine.register.chain import GENESIS, Break, ChainLink, Head, first_break
from engine.register.database import RETRY_SECONDS, Database, connect
from engine.register.entry import DecisionTaken, Entry, Person, State, Subject, SubjectKind
from engine.register.migrate import migrate
from engine.register.scenarios import SavedScenario, ScenarioConflict
from engine.register.stored_content import Adoption, adoption_content, version_content

_LOOKS_ONLY = "viewer"


def open_register(url: str | None = None, *, retry_seconds: float = RETRY_SECONDS, create: bool = True) -> Register:
    """The register at a URL (see :func:`engine.register.database.connect`), its tables brought up to date.

    ``retry_seconds`` is how many seconds a call goes on trying when the database does not answer; ``create`` makes a
    SQLite file that is not there yet. Without a ``url`` it is that of the environment, else a file here.

    Raises:
        RegisterError: the URL is not usable, or a newer version of the cockpit has written the register.
        RegisterUnavailable: the database does not answer.
    """
    database = connect(url, retry_seconds, create=create)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Register(database)


@dataclass(frozen=True, slots=True)
class Register:
    """Scenarios and decisions, kept for good. See :mod:`engine.register` for how to use it.

    Every method raises :class:`RegisterUnavailable` when the database does not answer in time.
    """

    database: Database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()

    def check(self) -> None:
        """Find out whether an entry could be stored now; nothing is.

        Raises:
            RegisterError: the database may only be read, or its disk is full.
            RegisterUnavailable: it does not answer.
        """
        self.database.check_room()
        self.database.write(store.hold)

    # decisions

    def record(
        self,
        decision: DecisionTaken,
        by: Person,
        authority: Authority | None,
        key: str | None = None,
        seen: int | None = None,
    ) -> Entry:
        """Keep a decision, as far as the role has the right to take it.

        Within the role's limits it is stored as decided, above them as recommended: it then waits in the queue of the
        lowest roles that may decide. What it would overturn counts too: nobody may undo what they could not have done.
        ``key`` names this very act (a form, once filled in): recorded again under the same key, it is stored once.
        ``seen`` is the number of the latest entry about the subject that the person had before them, 0 for none.
        ``authority`` is the portfolio's, ``None`` where it lists no role.

        Raises:
            AuthorityError: the role may not take decisions of this kind; nothing is stored.
            RegisterError: it supersedes what does not stand, somebody has recorded something about the subject that
                the person has not ``seen``, or the key was used for something else.
        """
        act = key or uuid.uuid4().hex
        return self.database.write(lambda connection: _record(connection, decision, by, authority, act, seen))

    def object_to(
        self,
        proposal: DecisionTaken,
        by: Person,
        authority: Authority | None,
        key: str | None = None,
        seen: int | None = None,
    ) -> Entry:
        """Keep a sponsor's objection with what is proposed in place of the recommendation; it decides nothing.

        Whoever prepares the meeting may record it. It waits for the lowest roles that may decide, whatever the rights
        of ``by``, and supersedes nothing but the sponsor's own earlier one, where it names it. Parameters are as for
        :meth:`record`.

        Raises:
            AuthorityError: a viewer records nothing.
            RegisterError: it names no sponsor or no reason, or as for :meth:`record`.
        """
        _may_write(by, "record an objection", (_LOOKS_ONLY,))
        if not proposal.objection_of.strip():
            raise RegisterError("An objection names the sponsor who objects.")
        if not proposal.reason.strip():
            raise RegisterError("An objection gives its reason.")
        act = key or uuid.uuid4().hex
        return self.database.write(
            lambda connection: _record(connection, proposal, by, authority, act, seen, ruled=_waits)
        )

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in the order in which they were recorded; :func:`states` tells which still stand."""
        return self.database.read(store.all_entries)

    def history(self, project_id: str, kind: SubjectKind = SubjectKind.PROJECT) -> tuple[Entry, ...]:
        """Every entry about a project (or a pool, or a theme), oldest first."""
        subject = Subject(kind=kind, id=project_id)
        return self.database.read(lambda connection: store.entries_about(connection, subject))

    def pending(self) -> tuple[Entry, ...]:
        """Every recommendation that waits for a decision, oldest first."""
        return what_still_stands.pending(self.entries())

    def due_for_review(self, day: date) -> tuple[Entry, ...]:
        """Decisions that stand and were to be looked at again by a day, longest due first."""
        return what_still_stands.due(self.entries(), day)

    def head(self) -> Head:
        """How many entries there are, and the last hash: noted elsewhere, it proves that none was cut off."""
        return self.database.read(store.look)

    def links(self) -> tuple[ChainLink, ...]:
        """Every entry as it is stored, with its hashes, in order."""
        return self.database.read(lambda connection: tuple(store.links(connection)))

    def verify(self, noted: str | None = None) -> Break | None:
        """The first entry that is not as it was recorded, or ``None`` when all are.

        ``noted`` is a hash that was the last one at some time, and must still be in the chain.
        """
        return self.database.read(lambda connection: _verify(connection, noted))

    # scenarios

    def save_scenario(
        self, scenario: Scenario, by: Person, based_on: SavedScenario | None = None, key: str | None = None
    ) -> SavedScenario:
        """Keep a scenario: a new one, or the next version of the one that was opened.

        ``key`` names this very act: saved again under the same key, because the answer to the first was lost, it is
        stored once; what has changed since becomes the next version. ``based_on`` is the version that was opened,
        ``None`` for a new scenario.

        Raises:
            ScenarioConflict: somebody else has saved it since it was opened; it carries both, and what differs.
            AuthorityError: a viewer saves nothing.
        """
        _may_write(by, "save scenarios", (_LOOKS_ONLY,))
        act = key or uuid.uuid4().hex
        return self._save(SavedScenario(act, 0, scenario, by.account, _now()), based_on, act)

    def retire_scenario(self, saved: SavedScenario, by: Person) -> SavedScenario:
        """Take a scenario out of the list; its versions stay. Raises as :meth:`save_scenario` does."""
        _may_write(by, "retire scenarios", (_LOOKS_ONLY,))
        gone = replace(saved, saved_by=by.account, saved_at=_now(), retired=True)
        return self._save(gone, saved, uuid.uuid4().hex)

    def scenarios(self) -> tuple[SavedScenario, ...]:
        """The latest version of every scenario that is not retired, by name."""
        saved = self.database.read(store.latest_scenarios)
        return tuple(sorted(saved, key=lambda s: (s.scenario.name.casefold(), s.saved_at, s.id)))

    def scenario(self, scenario_id: str, version: int | None = None) -> SavedScenario:
        """One scenario, in its latest version or an earlier one.

        Raises:
            RegisterError: there is none.
        """
        matching = [s for s in self.versions_of(scenario_id) if version in (None, s.version)]
        if not matching:
            raise RegisterError("This scenario is not in the register.")
        return matching[-1]

    def versions_of(self, scenario_id: str) -> tuple[SavedScenario, ...]:
        """Every version of a scenario, oldest first."""
        versions = self.database.read(lambda connection: store.versions(connection, scenario_id))
        return tuple(saved for saved, _ in versions)

    def adopt(self, saved: SavedScenario, by: Person) -> Adoption:
        """Make a version of a scenario the one in use for everybody.

        Raises:
            AuthorityError: viewers and analysts adopt nothing.
            RegisterError: that version is not in the register.
        """
        _may_write(by, "adopt scenarios", tuple(NEVER_DECIDE))
        adoption = Adoption(saved.id, saved.version, by.account, _now())
        return self.database.write(lambda connection: _adopt(connection, adoption))

    def adopted(self) -> SavedScenario | None:
        """The scenario in use, in the version that was adopted; ``None`` before the first adoption."""
        last = self.adoptions()[-1:]
        return self.scenario(last[0].scenario_id, last[0].version) if last else None

    def adoptions(self) -> tuple[Adoption, ...]:
        """What was adopted, oldest first."""
        return self.database.read(store.all_adoptions)

    def _save(self, saved: SavedScenario, based_on: SavedScenario | None, act: str) -> SavedScenario:
        return self.database.write(lambda connection: _save(connection, saved, based_on, act))


def _record(
    connection: Connection,
    decision: DecisionTaken,
    by: Person,
    authority: Authority | None,
    key: str,
    seen: int | None,
    ruled: Callable[[Authority | None, Person, Sequence[Stake]], Ruling] = rule,
) -> Entry:
    last = store.hold(connection)
    known = store.entry_with_key(connection, key)
    if known is not None:
        if (known.decision, known.decided_by) != (decision, by):
            raise RegisterError(f"Another decision was recorded under the same key, as entry {known.number}.")
        return known
    about = store.entries_about(connection, decision.subject)
    _check_superseded(decision, about)
    _check_seen(about, seen)
    stakes = _stakes(decision, by, about)
    ruling = ruled(authority, by, stakes)
    entry = Entry(
        number=last.number + 1,
        id=uuid.uuid4().hex,
        key=key,
        recorded_at=_now(),
        decided_by=by,
        state=ruling.state,
        stakes=stakes,
        waits_for=ruling.waits_for,
        decision=decision,
    )
    store.append(connection, store.linked(last, entry), entry)
    return entry


def _waits(authority: Authority | None, _by: Person, stakes: Sequence[Stake]) -> Ruling:
    """What only proposes is decided by nobody who records it."""
    return Ruling(State.RECOMMENDED, () if authority is None else lowest_roles(authority, stakes))


def _stakes(decision: DecisionTaken, by: Person, about: Sequence[Entry]) -> tuple[Stake, ...]:
    overturned = what_still_stands.to_overturn(decision.subject.kind, decision.supersedes, by.account, about)
    return (stake_of(decision), *(e.stakes[0] for e in overturned))


def _check_superseded(decision: DecisionTaken, about: Sequence[Entry]) -> None:
    """What a decision names as superseded must be about the same and still stand."""
    if decision.supersedes is None:
        return
    if decision.supersedes not in {e.id for e in about}:
        raise RegisterError("The entry to be superseded is not in the register, or is about something else.")
    gone = what_still_stands.superseded_by(about).get(decision.supersedes)
    if gone is not None:
        raise RegisterError(
            f"{gone.decided_by.account} has superseded this entry in the meantime: entry {gone.number}, "
            f"{gone.decision.kind}. Look at it before you decide."
        )


def _check_seen(about: Sequence[Entry], seen: int | None) -> None:
    """Nobody decides without knowing what somebody else has just recorded about the same."""
    unseen = [entry for entry in about if seen is not None and entry.number > seen]
    if unseen:
        last = unseen[-1]
        raise RegisterError(
            f"{last.decided_by.account} has recorded something about this in the meantime: entry {last.number}, "
            f"{last.decision.kind}. Look at it before you decide."
        )


def _verify(connection: Connection, noted: str | None) -> Break | None:
    links, last = tuple(store.links(connection)), store.look(connection)
    broken = first_break(links, last)
    if broken is not None:
        return broken
    if noted not in (None, GENESIS, *(link.hash for link in links)):
        return Break(last.number + 1, f"entries up to the hash {noted}, noted earlier, are not all there")
    number = store.mismatched(connection)
    return None if number is None else Break(number, "it is not found under what its content says")


def _save(connection: Connection, saved: SavedScenario, based_on: SavedScenario | None, key: str) -> SavedScenario:
    store.hold(connection)
    known = store.versions(connection, saved.id if based_on is None else based_on.id)
    if known and known[-1][1] == key:
        last = known[-1][0]
        if (last.scenario, last.retired, last.saved_by) == (saved.scenario, saved.retired, saved.saved_by):
            return last
        based_on = last
    if based_on is not None:
        _check_latest(saved, based_on, [version for version, _ in known])
        saved = replace(saved, id=based_on.id)
    saved = replace(saved, version=1 if based_on is None else based_on.version + 1)
    store.add_version(connection, saved, version_content(saved, key))
    return saved


def _check_latest(saved: SavedScenario, based_on: SavedScenario, known: Sequence[SavedScenario]) -> None:
    if not known:
        raise RegisterError("This scenario is not in the register.")
    if known[-1].version != based_on.version:
        raise ScenarioConflict(based_on.scenario, known[-1], saved.scenario)


def _adopt(connection: Connection, adoption: Adoption) -> Adoption:
    store.hold(connection)
    known = [s.version for s, _ in store.versions(connection, adoption.scenario_id)]
    if adoption.version not in known:
        raise RegisterError("This scenario is not in the register.")
    before = store.all_adoptions(connection)
    if adoption in before:
        return adoption
    store.add_adoption(connection, adoption, adoption_content(adoption))
    return adoption


def _may_write(by: Person, what: str, refused: tuple[str, ...]) -> None:
    if normal(by.role) in refused:
        raise AuthorityError(f"The role {by.role} may look, but not {what}. Ask someone who may.")


def _now() -> datetime:
    return datetime.now(UTC)
