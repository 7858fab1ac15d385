"""Writes the characters that the embedded fonts keep, one code point a line: latin.txt, japanese-regular.txt
and japanese-bold.txt."""


def ranges(*pairs):
    return {code for first, last in pairs for code in range(first, last + 1)}


def shift_jis(first_lead, last_lead, codec):
    found = set()
    for lead in range(first_lead, last_lead + 1):
        for trail in range(0x40, 0xFD):
            try:
                found.update(map(ord, bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass
    return {code for code in found if not 0xE000 <= code <= 0xF8FF}


ASCII = ranges((0x20, 0x7E))
LATIN = ASCII | ranges((0xA0, 0x24F), (0x2B0, 0x36F), (0x1E00, 0x1EFF))
GREEK_AND_CYRILLIC = ranges((0x370, 0x3FF), (0x400, 0x52F))
SIGNS = ranges((0x2000, 0x206F), (0x20A0, 0x20C0), (0x2100, 0x214F), (0x2212, 0x2212))
KANA = ranges((0x3000, 0x30FF), (0x31F0, 0x31FF), (0xFF00, 0xFFEF))
ENCLOSED = ranges((0x2460, 0x2473), (0x3220, 0x3247), (0x3280, 0x33FF))
LEVEL_1 = shift_jis(0x88, 0x98, "shift_jis")  # the commonest 2,965 kanji, and a few of level 2
CP932 = shift_jis(0x81, 0xFC, "cp932")  # JIS X 0208 and the extensions of NEC and IBM: 髙, 﨑, ㈱

for name, kept in {
    "latin": LATIN | GREEK_AND_CYRILLIC | SIGNS,
    "japanese-bold": ASCII | SIGNS | KANA | LEVEL_1,
    "japanese-regular": ASCII | SIGNS | KANA | ENCLOSED | CP932,
}.items():
    with open(f"{name}.txt", "w", encoding="ascii") as file:
        file.write("\n".join(f"{code:04X}" for code in sorted(kept)))
