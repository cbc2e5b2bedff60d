"""Where a bridge is: entered, kept and asked."""

import pytest

from custom_components.climat_guardian.address import Address


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("bridge.local", "bridge.local:8321"),
        ("192.0.2.7", "192.0.2.7:8321"),
        ("fe80::1", "[fe80::1]:8321"),
    ],
)
def test_an_address_is_written_as_in_a_url(host: str, written: str) -> None:
    """Also one with colons of its own."""
    assert str(Address(host, 8321)) == written


@pytest.mark.parametrize(
    ("entered", "address"),
    [
        ("bridge.local", Address("bridge.local", 8321)),
        (" 192.0.2.7 ", Address("192.0.2.7", 8321)),
        ("[2001:db8::7]", Address("2001:db8::7", 8321)),
        ("http://192.0.2.7:80/", Address("192.0.2.7", 80)),
        ("http://192.0.2.7/", Address("192.0.2.7", 8321)),
        ("http://[2001:db8::7]:9000/", Address("2001:db8::7", 9000)),
        ("http://home.example:8123/climate", Address("home.example", 8123, "/climate/")),
        ("http://home.example/a/b/?x=1#rooms", Address("home.example", 8321, "/a/b/")),
        ("https://home.example/climate/", Address("home.example", 443, "/climate/", ssl=True)),
        ("https://home.example:8443", Address("home.example", 8443, ssl=True)),
        ("http://192.0.2.7:8321/status", Address("192.0.2.7", 8321)),
        ("http://192.0.2.7:8321/docs/", Address("192.0.2.7", 8321)),
        ("https://home.example/climate/status", Address("home.example", 443, "/climate/", ssl=True)),
        ("http://[", Address("http://[", 8321)),
    ],
)
def test_an_address_may_be_copied_from_wherever_it_is_seen(entered: str, address: Address) -> None:
    """What it does not say, the form says."""
    assert Address.entered(entered, 8321) == address


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("192.0.2.7", 8321), "http://192.0.2.7:8321/api/v1/ws"),
        (Address("2001:db8::7", 8321), "http://[2001:db8::7]:8321/api/v1/ws"),
        (Address("home.example", 443, "/climate/", ssl=True), "https://home.example/climate/api/v1/ws"),
        (Address("home.example", 80, "/a b?c/"), "http://home.example/a%20b%3Fc/api/v1/ws"),
    ],
)
def test_what_is_asked_lies_under_the_path(address: Address, url: str) -> None:
    """A path is a path, whatever is in it."""
    assert str(address.url("/api/v1/ws")) == url


@pytest.mark.parametrize(
    "address",
    [
        Address("192.0.2.7", 8321),
        Address("2001:db8::7", 9000),
        Address("home.example", 443, "/climate/", ssl=True),
        Address("home.example", 8123, "/climate/"),
    ],
)
def test_an_address_is_the_same_after_being_kept_and_shown(address: Address) -> None:
    """In an entry, and in the form that changes it."""
    assert Address.of_entry(address.as_data()) == address
    shown = address.as_entered()
    assert Address.entered(shown["host"], shown["port"]) == address


def test_an_entry_of_before_there_were_paths_is_understood() -> None:
    """It goes on without being added anew."""
    assert Address.of_entry({"host": "192.0.2.7", "port": 8321}) == Address("192.0.2.7", 8321)
