"""The pydantic model behind facts: frozen, strict, and with errors of leadlife's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, ForwardRef, cast, dataclass_transform, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_serializer
from pydantic.fields import FieldInfo
from pydantic_core import SchemaError

from leadlife._facts._fact import Fact, field_kind
from leadlife._facts._reading import native
from leadlife._facts._refusal import refusal
from leadlife.errors import DefinitionError, InvalidInput, did_you_mean
from leadlife.evidence import Evidence, Value
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind, canonical

if TYPE_CHECKING:
    from typing import Self

if TYPE_CHECKING:

    @dataclass_transform(kw_only_default=True)  # deliberately without field_specifiers: see the typing tests
    class _Meta(type): ...

    class _Model(metaclass=_Meta):
        model_fields: ClassVar[dict[str, FieldInfo]]

        @property
        def model_fields_set(self) -> set[str]: ...

else:
    _Model = BaseModel

    class _Meta(type(BaseModel)):
        def __new__(mcs, name, bases, namespace, **kwargs):
            inherited = next((set(dir(b)) for b in bases), set())
            for attribute, value in namespace.items():
                if isinstance(value, FieldInfo) and (attribute in inherited or attribute.startswith("_")):
                    raise DefinitionError(
                        f"no fact can be called {attribute!r} in {name}: the name has a meaning there already; "
                        f"call it {attribute.strip('_')!r} plus a word of your own"
                    )
            try:
                return super().__new__(mcs, name, bases, namespace, **kwargs)
            except SchemaError as error:
                why = str(error).strip().splitlines()[-1].strip()
                raise DefinitionError(
                    f"a pattern of {name} is no regular expression that pydantic reads ({why}): it has no look-around "
                    "and no references back"
                ) from None

        def __getattr__(cls, name):
            if name in (cls.__dict__.get("__pydantic_fields__") or ()):
                raise AttributeError(
                    f"write facts({cls.__name__}).{name}: the class itself has no references"
                )
            return super().__getattr__(name)


class FactModel(_Model, metaclass=_Meta):
    """What every class of facts can do; :class:`leadlife.LeadFacts` adds the standard facts."""

    if not TYPE_CHECKING:
        model_config = ConfigDict(
            frozen=True, extra="forbid", strict=True, allow_inf_nan=False, protected_namespaces=()
        )

        def __init__(self, /, **told):
            try:
                self.__pydantic_validator__.validate_python(told, self_instance=self)
            except ValidationError as error:
                raise refusal(type(self), error) from None

        # Tells pydantic that this is no __init__ of the user's, so that a LeadFacts inside another model
        # reports its errors in that model's ValidationError.
        __init__.__pydantic_base_init__ = True

        def __setattr__(self, name, value):
            raise _frozen(self, name)

        def __delattr__(self, name):
            raise _frozen(self, name)

        @model_serializer(mode="wrap")
        def _told_only(self, handler):
            return {name: value for name, value in handler(self).items() if name in self.model_fields_set}

        def __repr_args__(self):
            return [(name, value) for name, value in super().__repr_args__() if name in self.model_fields_set]

        @classmethod
        def __pydantic_init_subclass__(cls, **kwargs):
            for name, info in cls.model_fields.items():
                _check_field(cls, name, info)
            for name, values in cls.prevailing().items():
                for value in values:
                    _check_prevails(cls, name, value)

    def told(self) -> Mapping[str, Value | None]:
        """The facts that were passed, in canonical form: an enum member is its value, a list a tuple; None retracts."""
        values, passed = self.__dict__, self.model_fields_set
        found = ((name, values[name]) for name in type(self).model_fields if name in passed)
        return MappingProxyType({n: None if v is None else canonical(v) for n, v in found})

    def __evidence__(self) -> Evidence:
        return Evidence(self.told())

    @classmethod
    def from_values(cls, values: Mapping[str, Value | None]) -> Self:
        """The facts with these canonical values, as :meth:`told` gives them.

        :raises InvalidInput: for an unknown fact, or a value that the fact cannot have.
        """
        fields = cls.model_fields
        make: Any = cls  # whose keywords are the facts of whatever class this is
        made: Self = make(**{n: native(fields[n], v) if n in fields else v for n, v in values.items()})
        return made

    @classmethod
    def lasting(cls) -> frozenset[str]:
        """The facts that need not be asked again after a rejection."""
        return _marked(cls, "lasting")

    @classmethod
    def personal(cls) -> frozenset[str]:
        """The facts that identify a person, and are erased with them."""
        return _marked(cls, "personal")

    @classmethod
    def prevailing(cls) -> Mapping[str, tuple[Value, ...]]:
        """The values that win when two leads are merged, by fact: a consent that was withdrawn stays withdrawn."""
        extras = ((name, info.json_schema_extra) for name, info in cls.model_fields.items())
        found = {name: extra.get("prevails") for name, extra in extras if isinstance(extra, dict)}
        return MappingProxyType({name: cast("tuple[Value, ...]", won) for name, won in found.items() if won})


def fields_of(cls: type[FactModel]) -> Mapping[str, Field]:
    """Every fact of a class by name, with its kind and limits, for readers of rules, files and stores."""
    return MappingProxyType(
        {name: Field(name, field_kind(name, info)) for name, info in cls.model_fields.items()}
    )


def _frozen(facts: FactModel, name: str) -> AttributeError:
    cls = type(facts).__name__
    hint = "" if name in type(facts).model_fields else did_you_mean(name, type(facts).model_fields)
    return AttributeError(
        f"facts are frozen, and {cls}.{name} cannot be changed{hint}; what is learnt is told as new facts: "
        f"engine.observe(lead, {cls}({name}=...))"
    )


def _check_field(cls: type, name: str, info: FieldInfo) -> None:
    where = f"{cls.__name__}.{name}"
    if isinstance(info.annotation, (str, ForwardRef)):
        raise DefinitionError(
            f"{where}: {info.annotation!r} cannot be read: import what it names, not under TYPE_CHECKING"
        )
    if get_origin(info.annotation) is not Fact:
        raise DefinitionError(
            f"{where} is no fact: write `{name}: Fact[int] = fact()`, with the type that it has"
        )
    if info.is_required() or info.default is not None or info.default_factory is not None:
        raise DefinitionError(
            f"{where} must default to None: a default would answer for the lead; write = fact()"
        )
    _check_limits(where, field_kind(name, info), info)


def _check_limits(where: str, kind: Kind, info: FieldInfo) -> None:
    for limit, bases in (
        ("min_length", ("text", "list")),
        ("max_length", ("text", "list")),
        ("pattern", ("text",)),
    ):
        said = any(getattr(mark, limit, None) is not None for mark in info.metadata)
        if said and kind.base not in bases:
            only = "text and lists" if "list" in bases else "text"
            raise DefinitionError(f"{limit} limits {only}, and {where} is {kind}")


def _check_prevails(cls: type[FactModel], name: str, value: Value) -> None:
    try:
        cls.from_values({name: value})
    except InvalidInput as error:
        raise DefinitionError(
            f"{cls.__name__}.{name}: prevails={value!r} is no value of it: {error.why}"
        ) from None


def _marked(cls: type[FactModel], mark: str) -> frozenset[str]:
    extras = ((name, info.json_schema_extra) for name, info in cls.model_fields.items())
    return frozenset(name for name, extra in extras if isinstance(extra, dict) and extra.get(mark))
