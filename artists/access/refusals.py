"""How an action says no. The delivery floor turns each into a page or an API answer; the sentence is for people."""


class Refusal(Exception):
    """An action that was not done. `code` is stable, `sentence` tells a person what is wrong and how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Denied(Refusal):
    """The actor may not do this."""


class Conflict(Refusal):
    """The state no longer allows it: somebody was faster, or the page was old."""


class Invalid(Refusal):
    """What was asked makes no sense as it stands. `field` names the part that is wrong."""

    def __init__(self, code: str, sentence: str, *, field: str = "") -> None:
        super().__init__(code, sentence)
        self.field = field
