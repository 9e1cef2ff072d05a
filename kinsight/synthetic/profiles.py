"""The profiles of a synthetic district by name."""

from collections.abc import Mapping
from enum import StrEnum

from kinsight.synthetic.district import PERFECT, Profile
from kinsight.synthetic.realistic.realistic_profile import REALISTIC


class ProfileName(StrEnum):
    """How a synthetic district is made up and recorded."""

    perfect = "perfect"
    realistic = "realistic"


PROFILES: Mapping[ProfileName, Profile] = {ProfileName.perfect: PERFECT, ProfileName.realistic: REALISTIC}
