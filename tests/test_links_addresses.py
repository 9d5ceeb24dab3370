"""Which addresses the bot may visit: every spelling of a private number is one, and every name has to be a name."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.allowed_addresses import NotAllowed, is_public, permit_address

PRIVATE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7F.1", "0177.0.0.1", "0x7f.0x0.0x0.0x1",
    "127.0.0.1.", "0", "0.0.0.0", "0x", "00", "127.0.0.01", "127.65535", "127.00000000000.1", "①②⑦.0.0.1", "127。0。0。1", "１２７.1",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "2852039166",
    "0xa9fea9fe", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "192.88.99.1",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[::127.0.0.1]", "[::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:808:808::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[fec0::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[2001:10::1]", "[2001:2::1]", "[100::1]", "[3fff::1]", "[5f00::1]",
    "[::ffff:0:127.0.0.1]", "[2a00:1450::1%25eth0]",
]  # fmt: skip
NO_ADDRESS = [
    "", " ", "x", "site.example", "http:", "http://", "http:///path", "//site.example", "http//site.example", "http://x", "http://.",
    "http://a b.example/", "http://a..b/", "http://-/", "http://site.example/a b", "http://site.example/\r\nX: y", "http://si\tte.example",
    "ftp://site.example/", "file:///etc/passwd", "gopher://site.example", "javascript:alert(1)", "data:text/plain,x", "mailto:a@b.example",
    "http://user@site.example", "http://user:password@site.example", "http://@site.example", "http://site.example\\@127.0.0.1/",
    "http://[::1", "http://[]/", "http://[::g]/", "http://site.example:port/", "http://site.example:99999/", "http://1.2.3.4.5/",
    "http://256.1.1.1/", "http://4294967296/", "http://09.1.1.1/", "http://site.0/", "http://99999999999999999999999/",
    "http://127%2e0%2e0%2e1/", "http://127.0.0.1%00.site.example/", "http://" + "a" * 64 + ".example", "http://" + "a." * 130 + "example",
    "http://site.example/" + "a" * 2_000, "http://\u202esite.example", "http://site.example\u2028/", "http://\ud800.example/",
    "http://*.example/", "http://a,b.example/", "http://$(id).example/",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_a_number_of_a_private_network_is_forbidden_however_it_is_spelled(host):
    with pytest.raises(NotAllowed) as no:
        permit_address(f"http://{host}/")
    assert (no.value.state, no.value.why) == ("forbidden", "private")


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_web_address_is_bad_and_not_repaired(address):
    with pytest.raises(NotAllowed) as no:
        permit_address(address)
    assert no.value.state == "bad"


@pytest.mark.parametrize("address", ["http://site.example:8080/", "https://site.example:22", "http://site.example:0/"])
def test_other_ports_than_the_webs_are_forbidden(address):
    with pytest.raises(NotAllowed) as no:
        permit_address(address)
    assert (no.value.state, no.value.why) == ("forbidden", "port")


@pytest.mark.parametrize(
    ("address", "visited"),
    [
        ("https://site.example", "https://site.example"),
        (" HTTP://Site.Example.:80/a?b#c ", "http://site.example/a?b"),
        ("https://münchen.example/ä?q=ö", "https://xn--mnchen-3ya.example/%C3%A4?q=%C3%B6"),
        ("http://under_score.example/", "http://under_score.example/"),
        ("http://site.example:443/", "http://site.example:443/"),
        ("https://site.example/a%2Fb%20c?d=%26&e=+", "https://site.example/a%2Fb%20c?d=%26&e=+"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://0x08080808/", "http://8.8.8.8/"),
        ("http://[2001:4860:4860::8888]/", "http://[2001:4860:4860::8888]/"),
    ],
)
def test_what_is_visited_is_one_plain_form_of_what_was_written(address, visited):
    assert str(permit_address(address)) == visited


def judged(address: str) -> str:
    """The host that would be visited, or the state of what is not."""
    try:
        url = permit_address(address)
    except NotAllowed as no:
        return no.state
    assert (url.scheme in {"http", "https"}, url.port in {80, 443}, url.user) == (True, True, None)
    return url.host or "nothing"


spelled = st.sampled_from(
    [str, hex, "{:#o}".format, lambda n: str(IPv4Address(n)), lambda n: f"0{n:o}", lambda n: f"{n >> 24}.{n & 0xFFFFFF}"]
)


@given(st.integers(0, 2**32 - 1), spelled)
def test_every_spelling_of_a_number_is_judged_as_that_number(number, spell):
    text = spell(number)
    if text.startswith("0o"):
        text = "0" + text[2:]
    assert judged(f"http://{text}/") == (str(IPv4Address(number)) if is_public(IPv4Address(number)) else "forbidden")


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_is_public_here_is_public_to_python_too(address):
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::"]))
def test_no_ipv4_number_is_public_in_the_clothes_of_ipv6(inner, prefix):
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) + int(inner)))
    assert not is_public(IPv6Address((0x2002 << 112) + (int(inner) << 80)))


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://[", "http://127."]))
def test_any_text_is_judged_without_any_other_error(text, before):
    host = judged(before + text)
    try:
        assert is_public(ip_address(host))
    except ValueError:
        assert host in {"bad", "forbidden", "localhost"} or "." in host
