"""Code with its comments, strings and keys marked: enough to read it by, in a few lines."""

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from django.utils.safestring import SafeString

_STRING = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
_HASH = r"(?:^|(?<=\s))#[^\n]*"
_WORDS_PY = (
    "and|as|async|await|class|def|elif|else|except|finally|for|from|if|import|in|is|lambda|not|or|pass|raise|return|try|"
    "while|with|yield|None|True|False"
)
_WORDS_JS = "async|await|const|else|export|for|function|if|import|let|new|null|return|throw|try|catch|undefined|while"
_WORDS_SH = "if|then|else|fi|for|do|done|while|export|set|echo"


def _pattern(strings: str, comments: str, words: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<c>{comments})|(?P<s>{strings})|(?P<k>\b(?:{words})\b)", re.MULTILINE)


_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "sh": _pattern(r'"(?:\\.|[^"\\])*"|\'[^\']*\'', _HASH, _WORDS_SH),
        "python": _pattern(rf'"""[\s\S]*?"""|{_STRING}', _HASH, _WORDS_PY),
        "javascript": _pattern(rf"`[^`]*`|{_STRING}", r"//[^\n]*|/\*[\s\S]*?\*/", _WORDS_JS),
        "json": re.compile(rf"(?P<k>{_STRING})(?=\s*:)|(?P<s>{_STRING})|(?P<c>\b(?:true|false|null)\b)"),
        "http": re.compile(r"(?P<k>^[A-Za-z-]+(?=: ))|(?P<c>#[^\n]*)", re.MULTILINE),
    }
)
LANGUAGES = frozenset(_PATTERNS)


def marked(code: str, language: str) -> SafeString:
    """The code as HTML, escaped; as it is where the language is none we know."""
    pattern = _PATTERNS.get(language)
    if pattern is None:
        return SafeString(escape(code, quote=False))
    pieces, at = [], 0
    for found in pattern.finditer(code):
        kind = found.lastgroup
        pieces.append(escape(code[at : found.start()], quote=False))
        pieces.append(f'<span class="{kind}">{escape(found.group(), quote=False)}</span>')
        at = found.end()
    pieces.append(escape(code[at:], quote=False))
    return SafeString("".join(pieces))
