"""A program: how words sound, in the phonetic alphabet, by eSpeak NG.

eSpeak NG is under GPL-3, so it is asked in a process of its own, over its standard input and output: a JSON object
with `language` (of eSpeak NG, such as en-us) and `texts`; back comes a list with the phonemes of each, with ^ between
letters that make one sound. Nothing of the portal is imported here, and nobody imports this: `speech` runs it.
"""

import ctypes
import json
import sys

import espeakng_loader

_NO_SOUND = 0x02  # AUDIO_OUTPUT_SYNCHRONOUS: no device is opened
_DO_NOT_EXIT = 0x8000
_UTF_8 = 1
_IPA_WITH_TIES = 0x02 | 0x80 | ord("^") << 8


def main() -> int:
    """Answer one question."""
    question = json.load(sys.stdin)
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    data = espeakng_loader.get_data_path().encode()
    if library.espeak_Initialize(_NO_SOUND, 0, data, _DO_NOT_EXIT) < 0:
        return 1
    if library.espeak_SetVoiceByName(question["language"].encode()):
        return 2
    json.dump([_phonemes(library, text) for text in question["texts"]], sys.stdout)
    return 0


def _phonemes(library: ctypes.CDLL, text: str) -> str:
    """eSpeak NG reads a clause at a time, and moves the pointer on until nothing is left."""
    buffer = ctypes.create_string_buffer(text.encode())
    rest = ctypes.c_void_p(ctypes.addressof(buffer))
    clauses = []
    while rest.value:
        said = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF_8, _IPA_WITH_TIES)
        clauses.append(said.decode() if said else "")
    return " ".join(clause for clause in clauses if clause)


if __name__ == "__main__":
    sys.exit(main())
