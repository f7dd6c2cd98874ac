"""The closing table (requirements §0): what each reason obliges to."""

import pytest

from resmap.domain.closing import OBLIGATIONS, Obligation, rule_closing
from resmap.domain.codes import ClosingReason as R

OURS = {R.MANAGER_LEFT, R.AGENCY_CLOSED, R.AGENCY_REASON}


@pytest.mark.parametrize("reason", list(R))
@pytest.mark.parametrize("unmet", [True, False])
def test_a_referral_is_obligatory_exactly_for_unmet_needs_on_our_side(reason, unmet):
    ruling = rule_closing(reason, unmet)
    assert ruling.must_refer is (unmet and reason in OURS)
    assert ruling.blocked is ruling.must_refer
    assert (Obligation.REFER in ruling.obligations) is ruling.must_refer


@pytest.mark.parametrize("reason", sorted(OURS))
def test_an_accepted_referral_opens_the_closing_and_leaves_the_duty_told(reason):
    ruling = rule_closing(reason, True, referral_accepted=True)
    assert ruling.must_refer and not ruling.blocked


@pytest.mark.parametrize("reason", list(R))
def test_only_a_death_ends_suggestions_and_reminders(reason):
    ruling = rule_closing(reason, True)
    assert ruling.suggestions is (reason is not R.DEATH)
    assert ruling.cancel_reminders is (reason is R.DEATH)


@pytest.mark.parametrize("reason", list(R))
@pytest.mark.parametrize("unmet", [True, False])
def test_a_transfer_is_proposed_to_who_moves_with_unmet_needs(reason, unmet):
    assert rule_closing(reason, unmet).propose_transfer is (reason is R.MOVED and unmet)


def test_every_reason_has_its_obligations():
    assert set(OBLIGATIONS) == set(R)
    assert all(OBLIGATIONS.values())
    assert OBLIGATIONS[R.DEATH] == (Obligation.NOTIFY_ENDED_ONLY, Obligation.RESCREEN_HOUSEHOLD)
    assert Obligation.SAFETY_CHECK in OBLIGATIONS[R.LOST_CONTACT]
    assert Obligation.OWN_WORDS in OBLIGATIONS[R.CLIENT_WISH]
