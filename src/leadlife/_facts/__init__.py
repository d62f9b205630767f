"""Facts about a lead, typed the way SQLAlchemy types columns: a reference on the class, a value on an instance."""

from leadlife._facts._base import FactModel, fields_of
from leadlife._facts._fact import Fact, fact
from leadlife._facts._references import facts
from leadlife._facts._standard import LeadFacts

__all__ = [
    "Fact",
    "FactModel",
    "LeadFacts",
    "fact",
    "facts",
    "fields_of",
]
