"""What a rotation costs the servers."""

from collections import namedtuple

# Connections to the database, logins with any password, logins with a wrong one.
Logins = namedtuple("Logins", "connections all rejected")
Counts = namedtuple("Counts", "aws_calls connections logins rejected")


class UnexpectedCountError(RuntimeError):
    """A function has not done what its row says that it does."""


def exactly(*counts):
    wanted = Counts(*counts)
    return lambda seen: (seen == wanted, f"exactly {wanted}")


def at_most(*counts):
    wanted = Counts(*counts)
    return lambda seen: (all(one <= most for one, most in zip(seen, wanted)), f"at most {wanted}")


def check(name, rotation, expectation):
    holds, wanted = expectation(rotation.counts)
    if not holds:
        calls = ", ".join(rotation.calls)
        raise UnexpectedCountError(f"{name}: a rotation had {rotation.counts}, and should have {wanted}; {calls}")
