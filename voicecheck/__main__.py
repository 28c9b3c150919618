"""`python -m voicecheck`."""

from voicecheck.cli import main

if __name__ == "__main__":
    main()
