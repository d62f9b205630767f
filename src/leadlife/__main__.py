"""``python -m leadlife`` is the ``leadlife`` command."""

from leadlife.cli import main

if __name__ == "__main__":
    main()
