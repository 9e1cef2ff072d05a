"""Given and family names of many origins, drawn apart from each other: whoever they fit is chance."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIRLS = _words(
    "Ada Aisha Alice Amara Ana Aoife Asha Beatriz Bronwen Carys Chiara Chloe Daria Eilidh Ela Elif Emma Esi Eva Farah "
    "Fatou Freya Grace Hana Hiba Imani Ines Ivy Jana Jasmine Kezia Leila Lena Lucia Maja Maryam Mei Mina Nadia Ngozi "
    "Nia Olena Orla Priya Rosa Ruth Safiya Sana Simran Sofia Tara Thea Yara Zainab Zofia Zoe"
)
BOYS = _words(
    "Aaron Adam Ali Amir Anton Arjun Ben Bilal Callum Chidi Dafydd Dan Daniel David Dev Diego Elias Emre Ewan Farid "
    "Felix Finn Gabriel Hari Hugo Ibrahim Idris Isaac Ivan Jack Jakub Jamal Joel Jonas Kofi Kwame Leon Liam Luca "
    "Malik Marek Mateo Milan Musa Nathan Noah Omar Oscar Owen Pavel Rafael Rhys Sami Samuel Stefan Tariq Theo Tomas "
    "Yusuf Zac"
)
FAMILIES = _words(
    "Adeyemi Ahmed Alder Ashdown Aziz Bako Barrow Bennion Bialek Birch Bose Brook Cairns Castell Chandra Chen Clay "
    "Costa Dale Danso Darby Demir Dhillon Diallo Dobbs Doyle Eaves Edris Elm Farley Fenn Ferreira Fofana Forde Gallow "
    "Garrick Ghazal Gill Gwynne Haddad Hale Harker Hartley Hassani Heath Holm Horvat Hussain Ibe Ilyas Ingle Iqbal "
    "Jansen Joshi Kamara Kaur Kelso Khalil Kovac Lacey Lam Lark Lewin Lowe Mallow Marsh Mendes Mensah Mistry Moyo "
    "Nagy Nair Nowak Obi Okafor Orchard Osman Pace Patil Penrose Pike Popa Quill Rahman Rana Reddy Rook Rowan Saeed "
    "Sandhu Sesay Shore Singh Sorrell Tanner Teal Thorne Toma Tran Uddin Vale Varga Wadley Wali Warrick Weaver Wójcik "
    "Wren Yates Yilmaz Zaman"
)
#: Language of an interpreter, as BCP 47; families named anyhow may need one: names say nothing about language.
LANGUAGES = ("ar", "bn", "fa", "pa", "pl", "pt", "ro", "so", "ti", "uk", "ur", "vi")
