"""A made-up quarter: some 2,000 leads from their capture to their end, lived through with simulated time.

Everything here goes through leadlife's public API, as a host application would. Nothing in it is real.
"""

from leadlife.demo.policy import POLICY
from leadlife.demo.quarter import Lived, live

__all__ = ["POLICY", "Lived", "live"]
