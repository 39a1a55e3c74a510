"""The tables of splits, earnings, payouts and invoices, sorted like all others: see `portal.ops.privacy`."""

from portal.ops.privacy_sorts import HOLDERS, KEY, PERSON, PUBLIC, SECRET, TEAM, Sort

_TOTAL = {"id": KEY, "team": TEAM, "currency": TEAM, "amount": TEAM, "quantity": TEAM, "lines": TEAM}

MONEY: dict[str, dict[str, Sort]] = {
    "splits.Split": {
        "id": KEY, "asset": HOLDERS, "side": HOLDERS, "number": HOLDERS, "effective_on": HOLDERS, "state": HOLDERS,
        "reason": HOLDERS, "division": HOLDERS, "proposed_for": HOLDERS, "proposed_at": HOLDERS,
        "proposed_by": PERSON, "decided_at": HOLDERS,
    },
    "splits.Share": {"id": KEY, "split": HOLDERS, "team": HOLDERS, "before": HOLDERS, "basis_points": HOLDERS},
    "splits.Answer": {
        "id": KEY, "split": HOLDERS, "team": HOLDERS, "agrees": HOLDERS, "reason": HOLDERS, "answered_at": HOLDERS,
        "answered_by": PERSON,
    },
    "splits.Dispute": {
        "id": KEY, "asset": HOLDERS, "side": HOLDERS, "against": HOLDERS, "basis_points": HOLDERS, "reason": HOLDERS,
        "raised_for": HOLDERS, "raised_at": HOLDERS, "raised_by": PERSON, "until": HOLDERS, "outcome": HOLDERS,
        "sentence": HOLDERS, "ended_at": HOLDERS, "ended_by": PERSON,
    },
    "earnings.Month": {
        "first": PUBLIC, "state": PUBLIC, "stage": KEY, "begun_at": PUBLIC, "begun_by": PERSON, "closed_at": PUBLIC,
    },
    "earnings.Pool": {
        "id": KEY, "kind": HOLDERS, "rule": HOLDERS, "partner": HOLDERS, "version": HOLDERS, "rate": HOLDERS,
        "use": HOLDERS, "first": HOLDERS, "last": HOLDERS, "amount": HOLDERS, "currency": HOLDERS, "title": HOLDERS,
        "month": HOLDERS, "posted_at": HOLDERS, "posted_by": PERSON,
    },
    # Which other teams are in a pool nobody sees; each knows of itself.
    "earnings.Concerned": {"pool": TEAM, "team": TEAM, "works": TEAM, "amount": TEAM},
    "earnings.LicenceYear": {
        "id": KEY, "licence": HOLDERS, "currency": HOLDERS, "first": HOLDERS, "last": HOLDERS, "promised": HOLDERS,
        "came_to": HOLDERS, "final": HOLDERS, "counted_at": HOLDERS,
    },
    "earnings.Charge": {
        "id": KEY, "line": HOLDERS, "pool": HOLDERS, "rate": HOLDERS, "version": HOLDERS, "partner": HOLDERS,
        "asset": HOLDERS, "work": HOLDERS, "side": HOLDERS, "use": HOLDERS, "territory": HOLDERS, "used_on": HOLDERS,
        "month": HOLDERS, "units": HOLDERS, "price": HOLDERS, "amount": HOLDERS, "currency": HOLDERS,
        "reverses": HOLDERS,
    },
    # Each team sees its own earnings alone; with the split, which all holders see, it can work out the others'.
    "earnings.Earning": {
        "charge": TEAM, "turn": TEAM, "team": TEAM, "split": TEAM, "basis_points": TEAM, "month": TEAM, "amount": TEAM,
        "sealed": KEY,
    },
    "earnings.Export": {
        "id": KEY, "team": TEAM, "asked_at": TEAM, "asked_by": PERSON, "filters": TEAM, "zone": TEAM, "state": TEAM,
        "lines": TEAM, "done": TEAM, "size": TEAM, "made_at": TEAM, "expires_at": TEAM,
    },
    "earnings.Unsplit": {"charge": HOLDERS, "work": HOLDERS, "side": HOLDERS},
    "earnings.Earned": {"batch": KEY, "charges": KEY, "earned_at": KEY},
    "earnings.DayTotal": {**_TOTAL, "day": TEAM, "partner": TEAM, "use": TEAM},
    "earnings.PlaceTotal": {**_TOTAL, "month": TEAM, "territory": TEAM, "partner": TEAM},
    "earnings.AssetTotal": {**_TOTAL, "period": TEAM, "asset": TEAM},
    "earnings.MonthTotal": {
        **_TOTAL, "month": TEAM, "partner": TEAM, "version": TEAM, "kind": TEAM, "use": TEAM, "asset": TEAM,
        "work": TEAM, "side": TEAM, "split": TEAM, "basis_points": TEAM, "reversed": TEAM,
    },
    "earnings.VersionTotal": {
        **_TOTAL, "month": TEAM, "partner": TEAM, "version": TEAM, "kind": TEAM, "use": TEAM, "reversed": TEAM,
    },
    "earnings.Statement": {
        "id": KEY, "team": TEAM, "month": TEAM, "currency": TEAM, "number": TEAM, "earned": TEAM, "reversed": TEAM,
        "held": TEAM, "released": TEAM, "recouped": TEAM, "carried_in": TEAM, "payable": TEAM, "carried_out": TEAM,
        "lines": TEAM, "quantity": TEAM, "lines_sha256": TEAM, "signature": TEAM, "closed_at": TEAM,
    },
    "earnings.Hold": {
        "id": KEY, "month": TEAM, "team": TEAM, "currency": TEAM, "dispute": HOLDERS, "version": HOLDERS, "kind": TEAM,
        "work": TEAM, "side": TEAM, "split": HOLDERS, "basis_points": HOLDERS, "before": HOLDERS, "points": HOLDERS,
        "earned": TEAM, "amount": TEAM,
    },
    "earnings.Release": {"hold": TEAM, "month": TEAM, "amount": TEAM},
    "earnings.Recoupment": {
        "id": KEY, "month": TEAM, "team": TEAM, "currency": TEAM, "licence": HOLDERS, "advanced": TEAM, "before": TEAM,
        "counted": TEAM, "amount": TEAM,
    },
    "earnings.Remark": {
        "id": KEY, "statement": TEAM, "what": TEAM, "used_in": TEAM, "lines": TEAM, "amount": TEAM,
    },
    "earnings.File": {"statement": TEAM, "sha256": KEY, "kind": KEY, "made_at": KEY},
    # What a bank must know of a person is sealed, and shown only to who may change it; the masked number to the team.
    "payouts.Account": {
        "id": KEY, "team": TEAM, "number": TEAM, "shown": TEAM, "sealed": SECRET, "asked_at": TEAM, "asked_by": PERSON,
        "force_at": TEAM, "stopped_at": TEAM, "stopped_by": PERSON, "affirmed_at": TEAM, "affirmed_by": PERSON,
        "returned_at": TEAM,
    },
    "payouts.TaxDetails": {"team": TEAM, "sealed": SECRET, "set_at": TEAM, "set_by": PERSON},
    "payouts.Smallest": {"team": TEAM, "amount": TEAM, "set_at": TEAM, "set_by": PERSON},
    "payouts.PayoutBatch": {
        "id": KEY, "reference": KEY, "state": KEY, "due_on": KEY, "payday": KEY, "made_at": KEY, "made_by": PERSON,
        "ended_at": KEY, "ended_by": PERSON,
    },
    "payouts.BatchFile": {
        "id": KEY, "batch": KEY, "name": KEY, "media_type": KEY, "sealed": SECRET, "sha256": KEY, "size": KEY,
    },
    "payouts.Payout": {
        "id": KEY, "reference": TEAM, "batch": KEY, "team": TEAM, "account": TEAM, "rail": TEAM, "currency": TEAM,
        "amount": TEAM, "state": TEAM, "due_on": TEAM, "made_at": TEAM, "sent_at": TEAM, "paid_on": TEAM,
        "bank_reference": TEAM, "returned_on": TEAM, "reason": TEAM, "reason_code": TEAM,
    },
    "payouts.Covered": {"id": KEY, "payout": TEAM, "statement": TEAM, "live": TEAM},
    "payouts.Reply": {"id": KEY, "name": KEY, "sha256": KEY, "taken_at": KEY, "taken_by": PERSON, "lines": TEAM},
    "payouts.Confirmation": {
        "id": KEY, "payout": TEAM, "kind": TEAM, "day": TEAM, "bank_reference": TEAM, "reason": TEAM,
        "reason_code": TEAM, "noted_at": TEAM, "source": KEY,
    },
    # Between a partner and the operator.
    "invoices.Issued": {"month": KEY, "invoices": KEY, "issued_at": KEY, "issued_by": PERSON},
    "invoices.Invoice": {
        "id": KEY, "partner": TEAM, "month": TEAM, "currency": TEAM, "year": TEAM, "serial": TEAM, "net": TEAM,
        "reversed": TEAM, "late": TEAM, "recouped": TEAM, "carried_in": TEAM, "total": TEAM, "carried_out": TEAM,
        "charges": TEAM, "bill_to": TEAM, "issuer": PUBLIC, "tax_note": TEAM, "issued_at": TEAM, "due_on": TEAM,
        "paid": TEAM, "state": TEAM, "paid_at": TEAM, "step": TEAM, "final_at": TEAM,
    },
    "invoices.InvoiceLine": {
        "id": KEY, "invoice": TEAM, "position": TEAM, "version": TEAM, "rate": TEAM, "pool": TEAM, "use": TEAM,
        "basis": TEAM, "title": TEAM, "reverses": TEAM, "units": TEAM, "price": TEAM, "amount": TEAM, "late": TEAM,
        "charges": TEAM,
    },
    "invoices.Payment": {
        "id": KEY, "partner": TEAM, "currency": TEAM, "amount": TEAM, "received_on": TEAM, "reference": TEAM,
        "source": TEAM, "reverses": TEAM, "reason": TEAM, "recorded_at": TEAM, "recorded_by": PERSON,
    },
    "invoices.Allocation": {"id": KEY, "payment": TEAM, "invoice": TEAM, "amount": TEAM, "allocated_at": TEAM},
    "invoices.BillTo": {
        "team": TEAM, "name": TEAM, "address": TEAM, "country": TEAM, "vat_id": TEAM, "reference": TEAM,
        "changed_at": TEAM, "changed_by": PERSON,
    },
    "invoices.Question": {
        "id": KEY, "finding": HOLDERS, "asked_for": HOLDERS, "asked_at": HOLDERS, "asked_by": PERSON,
        "due_on": HOLDERS, "answer": HOLDERS, "answered_at": HOLDERS, "answered_by": PERSON,
    },
}  # fmt: skip
