"""Which of a computer's addresses a phone is given first."""

from __future__ import annotations

from game.web.phones.addresses import in_order
from game.web.phones.limits import MOST_ADDRESSES, Allowance


def test_the_likeliest_address_comes_first() -> None:
    """The Wi-Fi's before those of virtual machines, IPv4 before IPv6, and nothing that no phone can reach."""
    found = [
        ("lo", "127.0.0.1"), ("lo", "::1"), ("docker0", "172.17.0.1"), ("wlan0", "fe80::1"), ("wlan0", "2001:db8::5"),
        ("wlan0", "192.168.1.20"), ("eth0", "169.254.3.4"), ("eth1", "00:11:22:33:44:55"), ("wlan0", "192.168.1.20"),
        ("vEthernet (WSL)", "172.20.0.1"),
    ]  # fmt: skip
    assert in_order(found) == ["192.168.1.20", "[2001:db8::5]", "169.254.3.4", "172.17.0.1", "172.20.0.1"]
    assert in_order([("lo", "127.0.0.1")]) == []


def test_an_allowance_fills_up_again_and_forgets_the_oldest() -> None:
    """Each address has its own; memory does not grow with their number."""
    allowance = Allowance(rate=2, burst=3)
    assert [allowance.spend("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert allowance.spend("b", 0.0)
    assert [allowance.spend("a", 1.0) for _ in range(3)] == [True, True, False]
    for number in range(MOST_ADDRESSES + 10):
        allowance.spend(str(number), 2.0)
    assert len(allowance._left) == MOST_ADDRESSES
