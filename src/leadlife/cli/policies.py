"""The policy of a command: what ``--policy`` names, or, for reading only, what fits the store best."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from leadlife import LeadFacts, Policy, standard_policy
from leadlife.errors import DefinitionError, LeadlifeError, did_you_mean

AnyPolicy = Policy[Any]

_HOW = "write --policy module:name (or set LEADLIFE_POLICY), where name is a Policy in that module"


def required(spec: str | None) -> AnyPolicy:
    """The policy that a command which writes must have.

    :raises DefinitionError: if none is named, or what is named is none.
    """
    if spec is None:
        raise DefinitionError(f"this command writes, and a store is only written under a policy: {_HOW}")
    return named(spec)


def named(spec: str) -> AnyPolicy:
    """The policy that ``module:name`` stands for: a Policy, or a function without arguments that makes one.

    Modules are looked for in the present folder too.

    :raises DefinitionError: if there is no such module or name, or it is no policy.
    """
    return _as_policy(found(spec, "policy", _HOW), spec)


def found(spec: str, what: str, how: str) -> Any:
    """What ``module:name`` stands for.

    :raises DefinitionError: if there is no such module or name.
    """
    module_name, _, name = spec.partition(":")
    if not module_name or not name:
        raise DefinitionError(f"{spec!r} names no {what}: {how}")
    one: Any = _module(module_name, how)
    for part in name.split("."):
        if not hasattr(one, part):
            raise DefinitionError(f"{module_name!r} has no {part!r}{_near(one, part, what)}")
        one = getattr(one, part)
    return one


def _near(module: object, name: str, what: str) -> str:
    """The name that was meant; where a policy is looked for, the policies that are there."""
    names = [each for each in dir(module) if not each.startswith("_")]
    there = [each for each in names if isinstance(getattr(module, each), Policy)]
    return did_you_mean(name, there if what == "policy" and there else names)


def standard() -> AnyPolicy:
    """The standard policy, for reading only."""
    return standard_policy(LeadFacts, name="standard", version="for reading")


def _as_policy(found: Any, spec: str) -> AnyPolicy:
    if not isinstance(found, Policy) and callable(found):
        found = _called(found, spec)
    if not isinstance(found, Policy):
        raise DefinitionError(f"{spec!r} is a {type(found).__name__}, and no Policy: {_HOW}")
    return found


def _called(make: Any, spec: str) -> Any:
    try:
        return make()
    except LeadlifeError:
        raise
    except Exception as error:
        raise DefinitionError(f"calling {spec!r} failed: {type(error).__name__}: {error}") from error


def _module(name: str, how: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(name)
    except LeadlifeError:
        raise
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            file = "" if not name.endswith(".py") else f"; leave out .py: {name.removesuffix('.py')!r}"
            raise DefinitionError(f"there is no module {name!r}{file}: {how}") from None
        raise DefinitionError(f"importing {name!r} failed: {error}") from error
    except Exception as error:
        raise DefinitionError(f"importing {name!r} failed: {type(error).__name__}: {error}") from error
