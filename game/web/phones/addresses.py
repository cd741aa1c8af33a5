"""The addresses under which a phone in the same network may reach this computer.

Owns their order: the likeliest first. Opens no connection.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

OFTEN_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vethernet", "utun", "tun", "tap", "wg", "zt")


def own_addresses() -> list[str]:
    """Of this computer's network interfaces, the likeliest first, as they stand in a URL; none without a network."""
    import ifaddr

    found = ((str(adapter.nice_name), item.ip) for adapter in ifaddr.get_adapters() for item in adapter.ips)
    return in_order((name, ip if isinstance(ip, str) else ip[0]) for name, ip in found)


def in_order(found: Iterable[tuple[str, str]]) -> list[str]:
    """Addresses of interfaces by name, the likeliest first; what no phone can use is left out."""
    known: list[tuple[tuple[bool, ...], str]] = []
    for name, text in found:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue  # a hardware address, or an IPv6 address of one interface alone
        if address.is_loopback or address.is_multicast or address.is_unspecified:
            continue
        if address.version == 6 and address.is_link_local:
            continue  # a browser takes none with a zone
        virtual = name.lower().startswith(OFTEN_VIRTUAL)
        order = virtual, address.is_link_local, address.version == 6, not address.is_private
        known.append((order, f"[{address}]" if address.version == 6 else str(address)))
    return list(dict.fromkeys(text for _, text in sorted(known, key=lambda item: item[0])))
