"""Write the golden files anew, and remove those of nothing."""

from tests.golden.generated import golden, written

made = golden()
for path in written() - made.keys():
    path.unlink()
for path, text in made.items():
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
