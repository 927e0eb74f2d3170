package io.transom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Addresses, ids and names as people and logs write them. */
class TextFormsTest {
    @Test
    void addresses_are_read_in_every_spelling_and_written_in_one() {
        Map<String, String> spellings = Map.ofEntries(
                Map.entry("0.0.0.0", "0.0.0.0"),
                Map.entry("255.255.255.255", "255.255.255.255"),
                Map.entry("192.0.2.10", "192.0.2.10"),
                Map.entry("::", "::"),
                Map.entry("::1", "::1"),
                Map.entry("1::", "1::"),
                Map.entry("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
                Map.entry("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
                Map.entry("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
                Map.entry("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
                Map.entry("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
                Map.entry("fe80::00a:0b", "fe80::a:b"));
        spellings.forEach((text, canonical) -> assertThat(IpAddress.parse(text).map(IpAddress::toString))
                .as(text)
                .contains(canonical));
    }

    @Test
    void what_is_no_address_is_refused_without_asking_anyone() {
        for (String text : List.of(
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.",
                "1..2.3",
                "1.2.3.4 ",
                "localhost",
                "door.example",
                ":",
                ":::",
                "1:2",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                ":1:2:3:4:5:6:7",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "-1::",
                "1:2:3:4:5:6:7:",
                "٣.1.1.1",
                "x".repeat(10_000))) {
            assertThat(IpAddress.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void scopes_are_told_apart() {
        assertThat(List.of("127.0.0.1", "127.9.9.9", "::1")).allMatch(text -> ip(text).isLoopback());
        assertThat(List.of("128.0.0.1", "::2", "::")).noneMatch(text -> ip(text).isLoopback());
        assertThat(List.of("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fdff::1"))
                .allMatch(text -> ip(text).isPrivate());
        assertThat(List.of("172.32.0.1", "100.64.0.1", "192.169.0.1", "fe00::1", "2001:db8::1"))
                .noneMatch(text -> ip(text).isPrivate());
        assertThat(List.of("169.254.1.1", "fe80::1", "febf::1")).allMatch(text -> ip(text).isLinkLocal());
        assertThat(List.of("fec0::1", "169.255.0.1")).noneMatch(text -> ip(text).isLinkLocal());
        assertThat(List.of("224.0.0.1", "239.1.1.1", "255.255.255.255", "ff02::1"))
                .allMatch(text -> ip(text).isMulticastOrBroadcast());
        assertThat(List.of("0.0.0.0", "0.1.2.3", "::")).allMatch(text -> ip(text).isUnspecified());
    }

    @Test
    void a_udp_address_is_an_address_and_a_port() {
        for (String text : List.of("203.0.113.9:4000", "[2001:db8::1]:4000", "0.0.0.0:0", "[::]:65535")) {
            assertThat(UdpAddress.parse(text))
                    .as(text)
                    .map(UdpAddress::toString)
                    .contains(text);
        }
        for (String text : List.of(
                "",
                ":",
                "1.2.3.4",
                "1.2.3.4:",
                "1.2.3.4:65536",
                "1.2.3.4:-1",
                "1.2.3.4:+1",
                "1.2.3.4:000001",
                "1.2.3.4:٣",
                "::1:4000",
                "[::1]",
                "[1.2.3.4]:1",
                "[::1]4000",
                "[::1:4000",
                "host:80",
                "[]:1")) {
            assertThat(UdpAddress.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void base32_has_one_spelling_for_every_run_of_octets() {
        Map<String, String> rfc4648 = Map.of(
                "",
                "",
                "f",
                "my",
                "fo",
                "mzxq",
                "foo",
                "mzxw6",
                "foob",
                "mzxw6yq",
                "fooba",
                "mzxw6ytb",
                "foobar",
                "mzxw6ytboi");
        rfc4648.forEach((plain, encoded) -> {
            assertThat(Base32.encode(Bytes.utf8(plain))).isEqualTo(encoded);
            assertThat(Base32.decode(encoded)).contains(Bytes.utf8(plain));
        });
        assertThat(Base32.decode("MZXW6")).contains(Bytes.utf8("foo"));
        for (String text : List.of("m", "mz1", "my======", "mzxw6y", "mz", "m z", "mü")) {
            assertThat(Base32.decode(text)).as(text).isEmpty();
        }
    }

    @Test
    void an_endpoint_id_has_one_spelling() {
        EndpointId id = EndpointId.fromHash(Bytes.hex("000102030405060708090a0b0c0d0e0f1011"));
        assertThat(id).hasToString("aaaqeayeaudaocajbifqydiob4");
        assertThat(EndpointId.parse(id.text())).contains(id);
        for (String text : List.of(
                "",
                "aaaqeayeaudaocajbifqydiob",
                "aaaqeayeaudaocajbifqydiob4a",
                "aaaqeayeaudaocajbifqydiob5",
                "AAAQEAYEAUDAOCAJBIFQYDIOB4",
                "aaaqeayeaudaocajbifqydio/4",
                "aaaqeayeaudaocajbifqydio+4",
                "aaaqeayeaudaocajbifqydio#4")) {
            assertThat(EndpointId.parse(text)).as(text).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> new EndpointId(text));
        }
    }

    @Test
    void an_endpoint_owns_its_three_topics_and_no_others() {
        EndpointId id = EndpointId.fromHash(Bytes.owning(new byte[16]));
        assertThat(List.of(Topics.up(id), Topics.down(id), Topics.gone(id)))
                .allSatisfy(topic -> assertThat(Topics.owner(topic)).contains(id));
        for (String topic : List.of(
                "",
                "transom/1/",
                "transom/1/+/up",
                "transom/1/#",
                "transom/1/" + id,
                "transom/1/" + id + "/",
                "transom/1/" + id + "/up/more",
                "transom/1/" + id + "/upper",
                "transom/2/" + id + "/up",
                "$share/g/transom/1/" + id + "/up")) {
            assertThat(Topics.owner(topic)).as(topic).isEmpty();
        }
    }

    @Test
    void names_are_short_and_harmless() {
        assertThat(List.of("a", "front door", "Tür", "門", "x".repeat(64), "👨\u200D👩\u200D👧"))
                .allMatch(Names::isAllowed);
        assertThat(List.of("", "x".repeat(65), "門".repeat(22), "a\tb", "a\u0085b", "\u202Eb", "\uFEFFb", "\uD800"))
                .noneMatch(Names::isAllowed);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
