"""Take the drums out of a sound, so that what is left can be heard as notes.

After Fitzgerald (2010): a note is a line along time in the spectrum, a beat a line across it. Medians along either way
say which of both a place belongs to. Signal processing, nothing is learnt.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import ShortTimeFFT, get_window

_WINDOW = 2048
_HOP = 512
_FRAMES = 17  # the median along time: 0.4 s at 22.05 kHz
_BANDS = 17  # and across: 180 Hz
_BLOCK = 20 * 43 * _HOP  # samples worked on at once: 20 s at 22.05 kHz, for steady memory
_MARGIN = 20 * _HOP  # heard on either side of it


def without(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound (one channel, 22.05 kHz) without its beats; as long as it was."""
    transform = ShortTimeFFT(get_window("hann", _WINDOW), _HOP, fs=1, fft_mode="onesided")
    parts = []
    for start in range(0, len(sound), _BLOCK):
        before = min(start, _MARGIN)
        block = sound[start - before : start + _BLOCK + _MARGIN]
        parts.append(_harmonic(block, transform)[before : before + min(_BLOCK, len(sound) - start)])
    return np.concatenate(parts) if parts else sound


def _harmonic(block: NDArray[np.float32], transform: Any) -> NDArray[np.float32]:
    if len(block) < _WINDOW:
        return block
    spectrum = transform.stft(block)
    loud = np.abs(spectrum).astype(np.float32)
    along = np.square(median_filter(loud, (1, _FRAMES)))
    across = np.square(median_filter(loud, (_BANDS, 1)))
    kept = spectrum * (along / (along + across + 1e-12))
    return np.asarray(transform.istft(kept, k1=len(block)), np.float32)
