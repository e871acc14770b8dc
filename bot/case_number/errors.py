"""What can be wrong with a case number.

CaseNumberError
├── InvalidFormat    not the shape of a case number
├── InvalidYear      the year cannot be one
├── InvalidCourt     the court's code has not the shape of one
├── InvalidType      no such type of case
├── InvalidSerial    the serial is nought or too long
└── Incomplete       a part is missing; `partial` holds the others
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.case_number.model import PartialCaseNumber


_PART_NAMES = {"year": "年份", "court": "法院", "type": "案件类型", "serial": "编号"}


class CaseNumberError(ValueError):
    """A text that is no complete case number; `hint` tells the person in Chinese what to look at."""

    _hint = "这个案号我没有看懂。案号一般是“（2024）粤0111执1234号”这样的。"

    @property
    def hint(self) -> str:
        """A kind sentence for the person, without any of the text they wrote."""
        return self._hint

    def __str__(self) -> str:
        return self.hint


class InvalidFormat(CaseNumberError):
    """The text has not the shape of a case number."""


class InvalidYear(CaseNumberError):
    """The year is not a calendar year in which a court could have filed a case."""

    _hint = "案号开头的年份好像不对，应该是四位数字，比如“（2024）”。"


class InvalidCourt(CaseNumberError):
    """The court's code is not a province followed by no, two or four digits."""

    _hint = "案号里的法院代字好像不对，它是省的简称加数字，比如“粤0111”。"


class InvalidType(CaseNumberError):
    """No type of case has this code."""

    _hint = "案号里的案件类型我没有认出来，执行案件一般写“执”“执恢”“执异”这些字。"


class InvalidSerial(CaseNumberError):
    """The serial is nought or longer than eight digits."""

    _hint = "案号最后的编号好像不对，它是“号”前面的数字，最多八位。"


class Incomplete(CaseNumberError):
    """At least one part is missing."""

    def __init__(self, partial: PartialCaseNumber) -> None:
        super().__init__(partial)
        self.partial = partial

    @property
    def hint(self) -> str:
        """A kind sentence that names the missing parts."""
        return "这个案号还差" + "和".join(_PART_NAMES[part] for part in self.partial.missing) + "，麻烦您补充一下。"
