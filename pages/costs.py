"""``/costs`` – what violence costs, who bears it, what a reduction would save, the pledge."""

from __future__ import annotations

from components.costs import charts as cost_cards
from components.costs import plans as cost_plans
from components.costs.cards import cost_range, domestic, plan, priced, report, state
from components.costs.form import form, margin_form
from components.costs.headline import headline
from components.filters.view import PEOPLE_ONLY
from components.layout import FILL, Group, Page, Section, Slot, answerable, register_page
from data.model.catalogue import COSTED
from data.model.selection import SUPPOSED, Defaults

PAGE = Page(
    key="costs",
    path="/costs",
    name="Costs",
    order=5,
    description="What recorded serious violence costs, and what a reduction would save.",
    defaults=Defaults(
        topics=("offences",),
        topics_why=PEOPLE_ONLY,
        level="borough",
        offence=COSTED,
        measure="cost",
        measures=("cost",),
        measures_why="This page shows costs.",
        extras=(SUPPOSED,),
    ),
    headline=answerable(headline),
    sections=(
        Section("costs-state", answerable(state)),
        Group(
            "costs-column",
            (
                priced("costs-offence", cost_cards.by_offence, "by offence"),
                priced("costs-year", cost_cards.by_year, "by year"),
                priced("costs-bearer", cost_cards.by_bearer, "by bearer"),
                Section(
                    "costs-pledge",
                    answerable(cost_plans.pledge),
                    graph=FILL,
                    label="the pledge",
                ),
            ),
        ),
        Group(
            "costs-column",
            (
                Section(
                    "costs-range",
                    cost_range,
                    controls=margin_form,
                    before=(Slot("result"),),
                    label="how far the cost may be out",
                ),
                priced("costs-area", cost_cards.by_area, "by area", "area-card"),
                Section(
                    "costs-plan",
                    plan,
                    controls=form,
                    before=(Slot("result"),),
                    label="what a reduction saves",
                ),
                Section("costs-domestic", domestic),
            ),
        ),
        Section("costs-report", answerable(report)),
    ),
)
register_page(__name__, PAGE)
