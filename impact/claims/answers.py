"""Figures that people gave: findings of wards, coded interviews, and staff before and after."""

from collections.abc import Callable
from typing import Any

from figures import clusters, disclosure, means, proportions, rounding, wording
from figures.disclosure import Audience
from figures.values import Missing, Percentage, PointChange, Suppressed
from impact.claims import parts
from impact.claims.claim import NEEDS, Claim
from impact.facts import Facts
from surveys.results import ItemResult, Round
from ui.templatetags.formats import day

WILSON = "95%, Wilson's score interval: a small base carries its interval in the sentence"
NO_CAUSE = "That the programme caused it: there is no comparison group"
PASSED = f"Passed: {Audience.NATIONAL.threshold} or more answered, and not everyone alike without a named sign-off"
WHOLE = "Worked out unrounded, then rounded half up to whole per cent"


def finding(
    key: str, ward: str, finding_key: str, label: str, section: str, who: str, sentence: str, level: int
) -> Callable[[Facts], Claim]:
    """A local result of one named ward. sentence: with {figure} for the percentage, its base and interval."""

    def work_out(facts: Facts) -> Claim:
        row = facts.findings.get((ward, finding_key))
        claim = Claim(
            key,
            label,
            section,
            "per cent",
            "No result held",
            "People who said so ÷ people who were asked and could answer",
            who,
            stage="Outcome",
            level=level,
            rounding=WHOLE,
            interval_kind=WILSON,
            not_shown=f"{NO_CAUSE}; nor how it was before, or on other wards",
        )
        if row is None:
            claim.missing, claim.filters = "no result held", ward
            return claim
        claim.filters = f"{row.team.name}, {row.team.provider.name}: {row.who_asked}"
        claim.details = [("Who was asked", row.who_asked), ("Source", f"{row.source}, {day(row.on)}")]
        if row.who_could_not:
            claim.details.append(("Who could not take part", row.who_could_not))
        if row.signed_off_by:
            claim.details.append(("Signed off by", row.signed_off_by.name))
        if not row.provider_agreed_on:
            return hide(claim, "the provider has not agreed to be named")
        signed = row.signed_off_by.name if row.signed_off_by and row.signed_off_on else ""
        share = Percentage(row.numerator, row.denominator)
        shown = disclosure.shown(share, audience=Audience.NATIONAL, signed_off_by=signed)
        able = f" able to take part, of {row.offered} offered" if row.offered and row.offered != row.denominator else ""
        return fill(claim, shown, sentence, able)

    return work_out


def interviews(facts: Facts) -> Claim:
    n, k = len(facts.interviews), sum(row.found for row in facts.interviews)
    claim = Claim(
        "interviews_considerate",
        "Patients who described considerate care",
        NEEDS,
        "per cent",
        "No interviews held",
        "Interviews coded as describing considerate care ÷ interviews",
        "Patients",
        stage="Outcome",
        level=4,
        rounding=WHOLE,
        interval_kind=WILSON,
        filters="Coded interviews of the programme's own evaluation, theme “considerate care”",
        details=[("Source", "The programme's own evaluation, coded interviews")],
        not_shown=f"{NO_CAUSE}; few people were interviewed, and those who agreed may differ from others",
    )
    if not n:
        claim.missing = "no interviews held"
        return claim
    shown = disclosure.shown(Percentage(k, n), audience=Audience.NATIONAL)
    return fill(claim, shown, "{figure} of the patients interviewed described considerate care")


def fill(claim: Claim, shown: Any, sentence: str, able: str = "") -> Claim:
    """Put a percentage, or the reason why it is hidden, into a claim. able: said after the base."""
    if isinstance(shown, Suppressed):
        return hide(claim, shown.reason)
    found = proportions.wilson(shown.numerator, shown.denominator)
    claim.value, claim.numerator, claim.denominator = shown.percent, shown.numerator, shown.denominator
    claim.low, claim.high = _float(found.low, 100), _float(found.high, 100)
    claim.figure, claim.answers, claim.small_numbers = shown, shown.denominator, PASSED
    base = f"({shown.numerator} of {shown.denominator}"
    claim.text = sentence.format(figure=wording.with_interval(shown).replace(base, base + able, 1))
    claim.numbers = f"{shown.numerator} ÷ {shown.denominator} = {rounding.half_up(shown.percent, 1)}%"
    return claim


def hide(claim: Claim, reason: str) -> Claim:
    claim.suppressed, claim.figure = reason, Suppressed(reason)
    claim.text = f"Too few people to show: {reason}" if reason == disclosure.TOO_FEW else f"Not shown: {reason}"
    claim.small_numbers = f"Hidden: {reason}"
    return claim


def survey(key: str, item: str, label: str, section: str, subject: str, level: int) -> Callable[[Facts], Claim]:
    """Before and after of one question to staff, in the latest phase that answered both times."""

    def work_out(facts: Facts) -> Claim:
        found = facts.surveys.get(item)
        if found is None:
            claim = Claim(
                key,
                label,
                section,
                "percentage points",
                "No answers before and after yet",
                "",
                "Staff",
                missing="no answers before and after yet",
            )
            claim.stage, claim.level = "Outcome", level
            return claim
        pair, result, rollups = found
        claim = _question(key, label, section, level, facts, pair, result)
        if isinstance(result.change, (Suppressed, Missing)):
            return hide(claim, getattr(result.change, "reason", "no answers yet"))
        claim.figure, claim.as_of = result.change, result.as_of
        claim.answers = result.before.n + result.after.n
        claim.text = wording.change_sentence(result.change, subject=subject)
        claim.denominator = [result.before.n, result.after.n]
        claim.small_numbers = f"Passed: both bases are {Audience.NATIONAL.threshold} or more, and neither is 0% or 100%"
        (_relative if result.is_mean else _points)(claim, result, rollups, pair)
        claim.breakdowns = parts.of_answers(facts, result, rollups, pair.before)
        return claim

    return work_out


def _question(key: str, label: str, section: str, level: int, facts: Facts, pair: Round, result: ItemResult) -> Claim:
    if result.is_mean:
        formula, unit = "(Mean after − mean before) ÷ mean before", "per cent"
        rounding_rule = (
            "Worked out unrounded, then rounded half up: one decimal for means and points, whole per cent for the relative change"
        )
    else:
        formula, unit = (
            "People who agreed after ÷ valid answers after − people who agreed before ÷ valid answers before",
            "percentage points",
        )
        rounding_rule = "Worked out unrounded, then rounded half up: one decimal for the change, whole per cent for percentages"
    claim = Claim(key, label, section, unit, "", formula, "Staff", stage="Outcome", level=level, rounding=rounding_rule)
    claim.filters = f"{pair.after.get_audience_display()} of {pair.after.phase.name}; “{result.label}”"
    if not result.is_mean:
        claim.filters += "; agree or strongly agree" if result.item.kind == "agreement" else "; the good answer"
    claim.not_shown = (
        f"{NO_CAUSE}, and different people may have answered each time. Phases without a round before and after are not in it"
    )
    frozen = pair.after.questionnaire.frozen_on
    early = frozen is not None and frozen <= pair.after.opens_on
    claim.details = [
        ("Question", result.item.text),
        ("Rounds", f"{pair.before.name}; {pair.after.name}"),
        ("Who was asked and answered", _share_that_answered(facts, pair, result)),
        ("Not in the base", _others(result)),
        (
            "Defined",
            "Before its last round opened: a questionnaire is frozen once it is used" if early else "After its last round opened",
        ),
    ]
    return claim


def _points(claim: Claim, result: ItemResult, rollups: list[Any], pair: Round) -> None:
    change: PointChange = result.change
    before, after = result.before, result.after
    claim.value, claim.numerator = change.points, [before.agree, after.agree]
    claim.low, claim.high = _float(change.low), _float(change.high)
    claim.numbers = (
        f"{after.agree} ÷ {after.n} − {before.agree} ÷ {before.n} = {rounding.half_up(change.after.percent, 1)}% − "
        f"{rounding.half_up(change.before.percent, 1)}% = {wording.points(change.points)} percentage points"
    )
    wide = "wards as clusters (delete-one-ward jackknife), the wider of the two"
    claim.interval_kind = (
        f"95%, {wide}"
        if change.clustered
        else "95%, Newcombe's hybrid score interval; the one with wards as clusters is not wider"
    )
    _leave_one_out(claim, result, 100, "points")


def _relative(claim: Claim, result: ItemResult, rollups: list[Any], pair: Round) -> None:
    change, before, after = result.change, result.before, result.after
    claim.numerator = [before.total, after.total]
    if isinstance(change.relative, Missing):
        claim.missing, claim.text = "the mean before was 0", "No relative change: the mean before was 0"
        return
    claim.value = change.relative.percent
    own = means.relative_interval(before.summary, after.summary)
    by_ward = _wards(result, rollups, pair)
    clustered = clusters.relative_change_of_means(by_ward)
    low, high = own
    claim.interval_kind = "95%, ratio of two means on the log scale; the one with wards as clusters is not wider"
    if _width(clustered.low, clustered.high) > _width(low, high):
        low, high = clustered.low, clustered.high
        claim.interval_kind = "95%, wards as clusters (delete-one-ward jackknife), the wider of the two"
    claim.low, claim.high = _float(low, 100), _float(high, 100)
    first, second = rounding.half_up(change.before.value, 2), rounding.half_up(change.after.value, 2)
    claim.numbers = (
        f"{before.total:,} ÷ {before.n} = {first}; {after.total:,} ÷ {after.n} = {second}; "
        f"({second} − {first}) ÷ {first} = {rounding.half_up(claim.value, 1)}%"
    )
    points = f"{wording.points(change.points)} points on a scale of 0 to 10"
    if not isinstance(change.low, Missing) and not isinstance(change.high, Missing):
        points += f", likely between {rounding.half_up(change.low, 1)} and {rounding.half_up(change.high, 1)}"
    claim.details.insert(0, ("In points", points))
    _leave_one_out(claim, result, 1, "points")


def _width(low: Any, high: Any) -> float:
    """How wide an interval is; −1 where there is none."""
    return -1.0 if isinstance(low, Missing) or isinstance(high, Missing) else high - low


def _wards(result: ItemResult, rollups: list[Any], pair: Round) -> list[Any]:
    found: dict[Any, list[Any]] = {}
    for rollup in rollups:
        if rollup.position == result.item.position:
            slot = found.setdefault(rollup.team_id, [means.Summary(), means.Summary()])
            slot[0 if rollup.wave_id == pair.before.pk else 1] += parts.Part.of(rollup.shown_in_sum).summary
    return [tuple(slot) for slot in found.values()]


def _leave_one_out(claim: Claim, result: ItemResult, factor: int, unit: str) -> None:
    cluster = result.cluster
    if cluster is not None and not isinstance(cluster.lowest_without_one, Missing):
        low, high = cluster.lowest_without_one * factor, cluster.highest_without_one * factor
        claim.details.append(
            (
                "When any one ward is left out",
                f"between {wording.points(low)} and {wording.points(high)} {unit}, of {cluster.clusters} wards",
            )
        )


def _share_that_answered(facts: Facts, pair: Round, result: ItemResult) -> str:
    words = []
    for wave, part, when in ((pair.before, result.before, "Before"), (pair.after, result.after, "After")):
        came, invited = part.n + sum(part.others), facts.invited.get(wave.pk)
        if invited and invited >= came:
            words.append(f"{when}: {came:,} of {invited:,} invited ({rounding.half_up(100 * came / invited)}%)")
        else:
            words.append(f"{when}: {came:,}, where not every ward team said how many were invited")
    return "; ".join(words)


def _float(value: Any, factor: float = 1) -> float | None:
    return None if isinstance(value, Missing) else float(value) * factor


def _others(result: ItemResult) -> str:
    before, after = sum(result.before.others), sum(result.after.others)
    return f"{before} before and {after} after said “don't know”, “prefer not to say”, “does not apply” or left it blank"
