"""The terms of a licence on a page: the form that reads like a term sheet, the table of terms, and what changed.

Used by licences, requests and the inbox. Build a `TermsForm(data, initial_terms=…)`, ask `is_valid()`, read `.terms`;
`show.table` and `show.difference` make what `site/terms/table.html` and `site/terms/diff.html` draw. Pages link
`css/pages/terms.css`.
"""
