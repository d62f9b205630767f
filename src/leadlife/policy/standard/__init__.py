"""The standard policy: a process that marketing and sales can start from, written with the public parts only."""

from leadlife.policy.standard.policy import standard_policy

__all__ = ["standard_policy"]
