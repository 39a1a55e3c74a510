"""What beat calls, how often (in seconds), and in which queue.

Each looks at all there is. The second try of a webhook is due after five seconds; a conformance run is watched.
"""

TASKS = (
    ("portal.channels.webhooks.send_webhooks", 5.0, "webhooks"),
    ("artists.webhooks.tasks.forget_old_events", 3600.0, "celery"),
    ("consent.usage.tasks.forget_old_requests", 600.0, "celery"),
    ("consent.experiences.tasks.turn_experiences", 30.0, "celery"),
    ("consent.requests.tasks.close_what_ran_out", 60.0, "celery"),
    ("consent.decisions.tasks.call_back_permits", 15.0, "celery"),
    ("consent.snapshots.tasks.build_snapshots", 60.0, "snapshots"),
    ("consent.snapshots.tasks.forget_old_snapshots", 3600.0, "celery"),
    ("consent.withdrawals.tasks.pass_deadlines", 60.0, "celery"),
    ("consent.reports.tasks.pass_reporting_days", 600.0, "celery"),
    ("consent.reports.tasks.look_for_silence", 86_400.0, "celery"),
    ("consent.splits.tasks.remind_of_disputes", 3600.0, "celery"),
    ("consent.earnings.tasks.earn_forgotten", 600.0, "celery"),
    ("consent.earnings.tasks.close_months", 600.0, "celery"),
    ("consent.earnings.tasks.post_due", 86_400.0, "celery"),
    ("consent.earnings.tasks.forget_old_exports", 3600.0, "celery"),
    ("consent.invoices.tasks.pass_invoice_days", 600.0, "celery"),
    ("consent.payouts.tasks.make_batch_on_payday", 3600.0, "celery"),
    ("consent.claims.tasks.forget_who_claimed", 86_400.0, "celery"),
    ("consent.sandbox.tasks.watch_runs", 5.0, "celery"),
    ("consent.making.tasks.forget_old_makings", 3600.0, "celery"),
    ("artists.audio.tasks.sweep_files", 3600.0, "uploads"),
    ("portal.studio.tasks.work_off", 10.0, "studio"),
    ("portal.studio.tasks.look_round", 600.0, "studio"),
)
