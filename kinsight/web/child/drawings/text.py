"""Text in drawings: where lines break and how wide they may be, since SVG does neither."""

#: Widest mean advance of Frutiger/Arial per em, so that a box drawn from it is never too small.
ADVANCE = 0.6


def broken(text: str, most: int) -> list[str]:
    """Lines of at most `most` characters, broken at spaces, and inside a word only when it is longer than a line."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.extend(word[at : at + most] for at in range(0, len(word), most))
    return lines


def width(lines: list[str], size: int) -> float:
    """Room the longest line needs at a font size, in the drawing's units."""
    return max((len(line) for line in lines), default=0) * size * ADVANCE
