"""The contract of :class:`leadlife.ports.LeadStore` as a test class."""

from leadlife.testing.contract.care import CareContract
from leadlife.testing.contract.clocks import ClockContract
from leadlife.testing.contract.commits import CommitContract
from leadlife.testing.contract.erasing import ErasureContract
from leadlife.testing.contract.forgetting import ForgettingContract
from leadlife.testing.contract.leads import LeadContract
from leadlife.testing.contract.matches import MatchContract
from leadlife.testing.contract.merging import MergeContract
from leadlife.testing.contract.outbox import OutboxContract
from leadlife.testing.contract.receipts import ReceiptContract
from leadlife.testing.contract.scans import ScanContract
from leadlife.testing.contract.turns import TurnContract
from leadlife.testing.contract.upcoming import UpcomingContract

__all__ = ["StoreContract"]


class StoreContract(
    LeadContract,
    CommitContract,
    ReceiptContract,
    ClockContract,
    UpcomingContract,
    OutboxContract,
    ScanContract,
    TurnContract,
    MatchContract,
    MergeContract,
    ErasureContract,
    ForgettingContract,
    CareContract,
):
    """Every promise of :class:`leadlife.ports.LeadStore`, as tests that pytest runs against a store of yours.

    Derive from it, say how an empty store is made, and run pytest::

        class TestMyStore(StoreContract):
            def make_store(self) -> LeadStore:
                return MyStore(...)

    ``reopen`` is worth overriding where a second store object can look at the same data (what is read is then
    what was written, and not what was remembered), and ``alter_event`` where a test can damage what is kept.
    Each test asks for stores of its own, and closes them.
    """
