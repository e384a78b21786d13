"""Whatever people do, in whatever order: nothing becomes verified while the rule that raised it speaks, or without its proofs."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.dossiers import laid_out

from jixiao.cycle.proving import Act, state_of
from jixiao.cycle.rectifying import MEASURES, Measure, candidates, chosen, finish, plan, register, send_back, take, verify
from jixiao.cycle.rerunning import Ground
from jixiao.cycle.showing_rectification import standing
from jixiao.cycle.sources import from_everywhere
from jixiao.errors import Misuse
from jixiao.tables.dossier import Dossier
from jixiao.tables.proofs import broken_seals, events
from jixiao.tables.reading import read_dossier

RULE = "payments-have-a-budget"
TABLES = {
    "project.csv": "project_code,name,kind\nP1,接待,project\n",
    "budget.csv": "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\nP1,30217,general,1000.00,1000.00\n",
}
HEAD = "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
WRONG, RIGHT = f"{HEAD}Z1,2023-03-01,P1,30217,other,400.00\n", f"{HEAD}Z1,2023-03-01,P1,30217,general,400.00\n"
PEOPLE = st.sampled_from(["李", "王"])
PROOF = "evidence/proof.txt"


class Loop(RuleBasedStateMachine):
    """One problem with up to two measures, in a dossier whose payment is wrong or right."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jixiao-loop-")) / "d"
        laid_out(self.folder, {**TABLES, "payment.csv": WRONG}, "unit_code: U1\nfiscal_year: 2023\nframeworks: []\n")
        (self.folder / "evidence").mkdir()
        self.day = date(2023, 7, 1)
        self.speaks = True
        self.verified_with: dict[str, str] = {}
        found = candidates(self.dossier, from_everywhere(self.dossier, ["check"]))
        register(self.dossier, chosen(found, [RULE]), self.act("李"))
        plan(self.dossier, "WT-01", Measure("更正", due_on=date(2023, 7, 31)))

    def teardown(self) -> None:
        shutil.rmtree(self.folder.parent, ignore_errors=True)

    @property
    def dossier(self) -> Dossier:
        return read_dossier(self.folder)

    def act(self, who: str, why: str = "") -> Act:
        self.day += timedelta(days=1)
        return Act(self.day, who, why)

    @rule()
    def one_more_measure(self) -> None:
        if len(self.dossier.table(MEASURES).rows) == 1:
            plan(self.dossier, "WT-01", Measure("培训"))

    @rule(code=st.sampled_from(["ZG-01", "ZG-02"]), who=PEOPLE)
    def takes(self, code: str, who: str) -> None:
        with suppress(Misuse):
            take(self.dossier, code, self.act(who))

    @rule(code=st.sampled_from(["ZG-01", "ZG-02"]), who=PEOPLE, text=st.sampled_from(["a", "b"]))
    def finishes(self, code: str, who: str, text: str) -> None:
        (self.folder / PROOF).write_text(text, "utf-8")
        with suppress(Misuse):
            finish(self.dossier, code, self.act(who), [Path(PROOF)])

    @rule()
    def all_is_done(self) -> None:
        (self.folder / PROOF).write_text("a", "utf-8")
        for row in self.dossier.table(MEASURES):
            code = row.text("rectification_code")
            with suppress(Misuse):
                take(self.dossier, code, self.act("李"))
            with suppress(Misuse):
                finish(self.dossier, code, self.act("李"), [Path(PROOF)])

    @rule()
    def all_is_settled(self) -> None:
        self.the_payment_is_changed(speaks=False)
        self.all_is_done()
        self.verifies("王")

    @rule(code=st.sampled_from(["ZG-01", "ZG-02"]))
    def goes_back(self, code: str) -> None:
        with suppress(Misuse):
            send_back(self.dossier, code, self.act("王", "不实"))

    @rule(speaks=st.booleans())
    def the_payment_is_changed(self, speaks: bool) -> None:  # noqa: FBT001 - a drawn value
        (self.folder / "payment.csv").write_text(WRONG if speaks else RIGHT, "utf-8")
        self.speaks = speaks

    @rule(text=st.sampled_from(["a", "b", None]))
    def the_proof_is_touched(self, text: str | None) -> None:
        if text is None:
            (self.folder / PROOF).unlink(missing_ok=True)
        else:
            (self.folder / PROOF).write_text(text, "utf-8")

    @rule(who=PEOPLE)
    def verifies(self, who: str) -> None:
        before = {row.text("rectification_code"): state_of(row) for row in self.dossier.table(MEASURES)}
        try:
            done = verify(self.dossier, "WT-01", self.act(who), Ground(self.dossier))
        except Misuse:
            return
        after = {row.text("rectification_code"): state_of(row) for row in done.dossier.table(MEASURES)}
        if done.verdict.holds:
            assert not self.speaks
            event("verified")
            assert set(before.values()) <= {"done", "verified"}
            assert set(after.values()) == {"verified"}
            text = (self.folder / PROOF).read_text("utf-8")
            self.verified_with |= {code: text for code in after if before[code] != "verified"}
        else:
            assert {code: "returned" if state == "verified" else state for code, state in before.items()} == after

    @rule()
    def speaks_again(self) -> None:
        found = candidates(self.dossier, from_everywhere(self.dossier, ["check"]))
        if any(each.raised.rule == RULE for each in found):
            register(self.dossier, chosen(found, [RULE]), self.act("王"))
            assert "verified" not in {state_of(row) for row in self.dossier.table(MEASURES)}

    @invariant()
    def what_stands_as_verified_has_the_proof_that_was_verified(self) -> None:
        if not hasattr(self, "folder"):
            return
        path = self.folder / PROOF
        for problem in standing(self.dossier, self.day):
            for each in problem.measures:
                if each.state == "verified":
                    assert path.read_text("utf-8") == self.verified_with[each.row.text("rectification_code")]

    @invariant()
    def the_history_leads_to_the_state(self) -> None:
        if not hasattr(self, "folder"):
            return
        dossier = self.dossier
        assert not list(broken_seals(dossier))
        for row in dossier.table(MEASURES):
            last = [each.text_id("to_state") for each in events(dossier, row.text("rectification_code"))]
            assert (last[-1] if last else "open") == state_of(row)


TestLoop = Loop.TestCase
TestLoop.settings = settings(max_examples=20, stateful_step_count=18, deadline=None)
