"""The register of scenarios and decisions: what was decided, who was entitled to, and did it pay.

Open it once a process and share it, also between threads and sessions (in Streamlit: ``st.cache_resource``)::

    register = open_register()                      # COCKPIT_DATABASE_URL, else the file var/cockpit.db
    me = Person(account="ines@harbour.example", role="Value Management Board")

Scenarios have versions. Saving names the version one began with, so that nobody overwrites anybody::

    saved = register.save_scenario(scenario, me)
    saved = register.save_scenario(changed, me, based_on=saved)     # ScenarioConflict: .theirs .differences .merged
    register.adopt(saved, me)
    register.scenarios(), register.adopted()

Decisions are checked against the role's limits where they are stored. Give each form its own key, so that a double
click or a second attempt after :class:`~engine.errors.RegisterUnavailable` stores it once::

    entry = register.record(decision, me, portfolio.settings.authority, key=form_key)
    entry.state                                     # decided, or recommended: it waits for entry.waits_for
    queue(register.pending(), "Executive Committee", portfolio.settings.authority)    # in engine.register.authority
    proposals(portfolio, trade_off)[action].taken(...)    # a decision priced by its trade-off; seen=: what was known
    register.history("crm"), register.due_for_review(today), register.entries()

Nothing is changed or deleted; a later entry supersedes. What follows from the entries is worked out on reading::

    states(entries)                                 # id → decided, recommended or superseded
    with_decisions(scenario, entries, projects)     # decisions that stand, as pins
    track_record(entries, portfolio)                # delivered against expected, from the table benefits

Months are ``YYYY-MM``, money is in units of the portfolio's currency, differences are intervals
(:class:`engine.optimise.compare.Interval`).
"""

from engine.register.authority import Ruling, rule, stake_of
from engine.register.balance import Balance, balance
from engine.register.chain import Break, Head
from engine.register.database import URL_VARIABLE, kind_of_database
from engine.register.delivered import Basis, Delivered, TrackRecord, delivered, promised_benefits, track_record
from engine.register.entry import Choice, DecisionTaken, Entry, Person, State, Subject, SubjectKind
from engine.register.pins import pin_of, pins_of, with_decisions
from engine.register.proposal import Proposal, proposals
from engine.register.register import Register, open_register
from engine.register.scenarios import Difference, SavedScenario, ScenarioConflict
from engine.register.stored_content import Adoption
from engine.register.what_still_stands import due, in_force, objections, pending, settled, states, superseded_by

__all__ = [
    "URL_VARIABLE",
    "Adoption",
    "Balance",
    "Basis",
    "Break",
    "Choice",
    "DecisionTaken",
    "Delivered",
    "Difference",
    "Entry",
    "Head",
    "Person",
    "Proposal",
    "Register",
    "Ruling",
    "SavedScenario",
    "ScenarioConflict",
    "State",
    "Subject",
    "SubjectKind",
    "TrackRecord",
    "balance",
    "delivered",
    "due",
    "in_force",
    "kind_of_database",
    "objections",
    "open_register",
    "pending",
    "pin_of",
    "pins_of",
    "promised_benefits",
    "proposals",
    "rule",
    "settled",
    "stake_of",
    "states",
    "superseded_by",
    "track_record",
    "with_decisions",
]
