"""One child: what holds and on what evidence, what is owed, who sees it, and the family. docs/picture.md is the contract."""

from kinsight.picture.no_rule import codes
from kinsight.picture.outputs import PageData, family, fragments, page_data, picture, ref_of
from kinsight.picture.source import ChildUnknown

__all__ = ["ChildUnknown", "PageData", "codes", "family", "fragments", "page_data", "picture", "ref_of"]
