"""Are these terms something two sides can mean? Every problem says which part is wrong and how to mend it."""

from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import list_currencies

from artists.access import Invalid, many_lines, one_line
from consent.choices.limits import territories
from consent.licences.offer_validity import check_offer
from consent.licences.terms import AtEnd, Basis, Model, Rate, Scope, Terms
from consent.uses import USES

LONGEST_YEARS = 10
MOST_LISTED = 5000
MOST_RATES = 40
_CENTS = Decimal("0.000001")
_MOST = Decimal("1000000000")
_PLACEHOLDERS = ("{title}", "{artist}", "{partner}")


def check_terms(terms: Terms, *, today: date) -> None:
    """Raise `Invalid`, with the field's name, unless the terms make sense as they stand."""
    _uses(terms)
    _period(terms, today)
    _where(terms)
    _catalogue(terms)
    _money(terms)
    _words(terms)
    if terms.offer:
        check_offer(terms.offer, terms.uses)


def _fail(field: str, sentence: str) -> None:
    raise Invalid(f"terms_{field}", sentence, field=field)


def _uses(terms: Terms) -> None:
    if not terms.uses:
        _fail("uses", "Name at least one use.")
    unknown = [use for use in terms.uses if use not in USES]
    if unknown:
        _fail("uses", f"{unknown[0]!r} is not a use we know. The uses are: {', '.join(USES)}.")
    if "train" in terms.uses and not (terms.model and terms.model.name.strip() and terms.model.version.strip()):
        _fail("model", "Training is licensed for one model version: give the model's name and its version.")
    if "train" not in terms.uses and terms.model:
        _fail("model", "A model is named only where the licence allows training.")
    weights = terms.model.weights_sha256 if terms.model else ""
    if weights and not (len(weights) == 64 and set(weights) <= set("0123456789abcdef")):
        _fail("model", "The hash of the weights is a SHA-256: 64 digits from 0-9 and a-f.")


def _period(terms: Terms, today: date) -> None:
    if terms.ends_on < terms.starts_on:
        _fail("ends_on", "It ends before it begins. Choose a later last day.")
    if terms.ends_on < today:
        _fail("ends_on", "The last day has passed already. Choose a day to come.")
    if terms.ends_on - terms.starts_on > timedelta(days=366 * LONGEST_YEARS):
        _fail("ends_on", f"A licence runs for {LONGEST_YEARS} years at most, so that both sides look at it again.")
    if terms.starts_on > today + timedelta(days=366 * 2):
        _fail("starts_on", "Begin within two years.")
    if not 0 <= terms.notice_days <= 365:
        _fail("notice_days", "The notice period is between 0 and 365 days.")
    if not 1 <= terms.reporting_days <= 90:
        _fail("reporting_days", "Reports are due between 1 and 90 days after each period.")
    if terms.at_end is AtEnd.SUNSET and not 1 <= terms.sunset_days <= 730:
        _fail("sunset_days", "Say for how many days after the end what exists may still be used: 1 to 730.")
    if terms.at_end is not AtEnd.SUNSET and terms.sunset_days:
        _fail("sunset_days", "Days after the end only make sense where what exists runs out.")


def _where(terms: Terms) -> None:
    unknown = [code for code in terms.territories if code not in territories()]
    if unknown:
        _fail("territories", f"{unknown[0]!r} is not a country code we know. Use codes such as DE or BR (ISO 3166-1).")
    if terms.longest is not None and not 1 <= terms.longest <= 86_400:
        _fail("longest", "The longest output is between 1 second and 24 hours.")


def _catalogue(terms: Terms) -> None:
    listed = terms.catalogue
    if listed.scope is Scope.ARTISTS and not listed.artists:
        _fail("artists", "Choose at least one artist, or license the whole catalogue.")
    if listed.scope is Scope.ASSETS and not listed.assets:
        _fail("assets", "Choose at least one track, or license the whole catalogue.")
    if (listed.artists and listed.scope is not Scope.ARTISTS) or (listed.assets and listed.scope is not Scope.ASSETS):
        _fail("catalogue", "Choose either the whole catalogue, or artists, or tracks: not two of them.")
    for some in (listed.artists, listed.assets, listed.without_artists, listed.without_assets):
        if len(some) > MOST_LISTED:
            _fail("catalogue", f"A licence lists {MOST_LISTED:,} at most. Name artists, or make a second licence.")


def _money(terms: Terms) -> None:
    if terms.currency not in list_currencies():
        _fail("currency", f"{terms.currency!r} is not a currency code we know. Use codes such as EUR (ISO 4217).")
    if len(terms.rates) > MOST_RATES:
        _fail("rates", f"A licence has {MOST_RATES} rates at most.")
    if len({(rate.use, rate.basis) for rate in terms.rates}) < len(terms.rates):
        _fail("rates", "The same use has two rates of the same kind. Keep one.")
    for rate in terms.rates:
        _rate(rate, terms)
    bases = {rate.basis for rate in terms.rates}
    if Basis.ADVANCE in bases and bases <= {Basis.ADVANCE, Basis.FLAT}:
        _fail("rates", "An advance is set against what other rates earn. Add such a rate, or pay a flat sum: once.")
    if terms.minimum is not None:
        _amount(terms.minimum, "minimum")


def _rate(rate: Rate, terms: Terms) -> None:
    if rate.use and rate.use not in terms.uses:
        _fail("rates", f"There is a rate for {rate.use}, which the licence does not allow.")
    if rate.basis is Basis.REVENUE_SHARE:
        if rate.amount is not None or rate.basis_points is None or not 1 <= rate.basis_points <= 10_000:
            _fail("rates", "A share of revenue is between 0.01 % and 100 %.")
    elif rate.amount is None or rate.basis_points is not None:
        _fail("rates", "Give an amount for each rate.")
    else:
        _amount(rate.amount, "rates")


def _amount(amount: Decimal, field: str) -> None:
    if not amount.is_finite() or amount < 0 or amount > _MOST:
        _fail(field, "An amount is between 0 and one thousand million.")
    elif amount != amount.quantize(_CENTS):
        _fail(field, "An amount has six decimals at most.")


def _words(terms: Terms) -> None:
    if "{artist}" not in terms.credit_line or len(terms.credit_line) > 200:
        _fail("credit_line", "The credit line names the artist with {artist}, in 200 characters at most.")
    rest = terms.credit_line
    for placeholder in _PLACEHOLDERS:
        rest = rest.replace(placeholder, "")
    if "{" in rest or "}" in rest:
        _fail("credit_line", "Only {title}, {artist} and {partner} can stand in braces.")
    if len(terms.special) > 4000:
        _fail("special", "Special terms have 4,000 characters at most.")
    many_lines(terms.special, field="special")
    if one_line(terms.credit_line, field="credit_line") != terms.credit_line:
        _fail("credit_line", "Write the credit line on one line, without blanks around it or signs one cannot see.")
    if terms.model:
        _model(terms.model)


def _model(model: Model) -> None:
    """A check names the model letter by letter, so both sides must read the same letters."""
    for words in (model.name, model.version):
        if one_line(words, field="model") != words:
            _fail("model", "Write the model's name and version plainly: no signs one cannot see, no blanks too many.")
