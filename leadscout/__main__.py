"""`python -m leadscout` is the command `leadscout`."""

from leadscout.cli import main

if __name__ == "__main__":
    main()
