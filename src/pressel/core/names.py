"""Names of people: which of them look the same.

After Unicode TR 39 §4 (skeletons), with a table of our own for what people can type: letters of Cyrillic and Greek that
look Latin, digits and signs that look like letters. Names that look the same cannot be told apart in a list.
"""

import unicodedata
from typing import Final

_SIGNS: Final = dict(zip("01358|!$@", "olesbllsa", strict=True))
_LOWER: Final = str.maketrans(
    dict(zip("авеԁһіјӏкмнорԛѕтѵԝхсуүьгп", "abedhijlkmhopqstvwxcyybrn", strict=True))
    | dict(zip("αβεηικνορτυχωγ", "abenikvoptuxwy", strict=True))
    | dict(zip("ıłøđħɡɑɩ", "llodhgal", strict=True))
    | _SIGNS
    | {"æ": "ae", "œ": "oe", "i": "l", "і": "l", "ι": "l"}
)
_UPPER: Final = str.maketrans(
    dict(zip("АВЕԌНІЈӀКМОРԚЅТѴԜХСУҮЬ", "abeghlllkmopqstvwxcyyb", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhlkmnoptyx", strict=True))
    | dict(zip("ŁØĐĦI", "lodhl", strict=True))
    | _SIGNS
    | {"Æ": "ae", "Œ": "oe"}
)
_SEEN: Final = frozenset({"L", "N", "S"})


def skeletons(name: str) -> frozenset[str]:
    """What the eye keeps of ``name`` in small and in capital letters: no accents, no spaces or signs that do not show,
    look-alikes as one. Empty for a name of which nothing shows."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if unicodedata.category(char)[0] in _SEEN)
    small = plain.casefold().translate(_LOWER)
    capital = plain.upper().translate(_UPPER).casefold()
    return frozenset({small.replace("rn", "m").replace("vv", "w"), capital} - {""})


def look_alike(one: str, other: str) -> bool:
    """Whether a reader may take ``one`` for ``other``."""
    return not skeletons(one).isdisjoint(skeletons(other))
