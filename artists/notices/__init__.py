"""What people are told, by which way, and when not.

How a room tells people of what happened
----------------------------------------
In its own `notices.py`, imported by its `AppConfig.ready` after its `entries.py`:

    from artists.notices.following import tell
    from artists.notices.kinds import register
    from artists.notices.telling import Cured, Told, Words

    ASKED = register("requests.asked", "Somebody asks for a yes", group="requests", permission=Permission.CHOOSE)

    def asked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
        for request in ...:                                     # what is so NOW, not only what the entry said then
            yield Told(
                kind=ASKED,
                teams={team_id: Words(title="Halcyon Audio asks to remix 3 of your tracks", text="…") for …},
                fold_key=f"request:{request.pk}",
                place=("request", request.pk),
                closes_at=request.closes_at,
                needs_answer=True,
            )

    tell(asked, entries.ASKED, entries.COUNTERED)

- The builder gets the entries of one press (one batch) of the types it named: aggregate them in SQL, never one by one.
  Pressing on 4,000 tracks is one message of the outbox, one call of the builder, and one row for each person told.
- It runs after the commit, in the worker, perhaps twice, perhaps late. So it says what is true when it runs, and it
  yields `Cured(fold_key)` for what no longer waits for anybody. Running it again tells nobody twice.
- Told are the members of the teams whose role gives `kind.permission`, less the one who acted; a mandate alone tells
  nobody. `people` names persons directly, and is for what concerns them alone.
- `fold_key` says what the notice is about. While a person has not read it, telling again counts up the same row with
  the newest words and sends no second mail; `Cured(fold_key)` withdraws it, and all below it (`request:12` withdraws
  `request:12:closing:6` too), with what has not left yet.
- Words are plain text. No URL, no HTML, no time of day: a moment goes into `closes_at` and is shown in each
  reader's own zone. `place` is where its button leads: a name and an id; `portal/places.py` knows the address.

Without an entry (a deadline comes near): `telling.tell_now(told, key="request:12:closing:6")`. The key makes telling
the same thing twice impossible. A withdrawal inside an action: `telling.withdraw("request:12", outcome="Answered.")`.
"""
