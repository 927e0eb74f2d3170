package io.transom.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.node.config.WrongValue;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagerUrlTest {
    @Test
    void a_host_alone_stands_for_port_80_and_mqtt() {
        ManagerUrl url = ManagerUrl.parse("ws://intercom.example.org");
        assertThat(url.mqtt()).isEqualTo("ws://intercom.example.org:80/mqtt");
        assertThat(url.challenge()).hasToString("http://intercom.example.org:80/challenge");
        assertThat(ManagerUrl.parse("intercom.example.org")).isEqualTo(url);
        assertThat(ManagerUrl.parse("http://intercom.example.org/")).isEqualTo(url);
        assertThat(ManagerUrl.parse("https://intercom.example.org"))
                .isEqualTo(ManagerUrl.parse("wss://intercom.example.org:443/mqtt"));
        assertThat(ManagerUrl.parse("wss://[2001:db8::1]/mqtt").plainHost()).isEqualTo("2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://a/mqtt", "http://anna@a/mqtt", "ws://", "ws://a:99999/mqtt", "ws://a b/"})
    void anything_else_is_explained(String text) {
        assertThatThrownBy(() -> ManagerUrl.parse(text))
                .isInstanceOf(WrongValue.class)
                .hasMessageContaining("ws://HOST:PORT/mqtt");
    }

    @Test
    void the_reflector_is_at_the_managers_host_unless_it_names_another() throws Exception {
        String keys = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        String plain = "{\"challenge\":\"AAAA\",\"manager\":\"" + keys + "\",\"reflector\":{\"ports\":[5,6]}}";
        assertThat(ChallengeReader.read(plain, "127.0.0.1").reflectors())
                .extracting(UdpAddress::toString)
                .containsExactly("127.0.0.1:5", "127.0.0.1:6");
        String both = plain.replace("[5,6]", "[5,6],\"host\":\"192.0.2.1\",\"alternate\":\"192.0.2.2\"");
        assertThat(ChallengeReader.read(both, "127.0.0.1").reflectors())
                .extracting(UdpAddress::toString)
                .containsExactly("192.0.2.1:5", "192.0.2.1:6", "192.0.2.2:5", "192.0.2.2:6");
    }

    /** Anybody on the way can speak for a plain port 80, and a home's router or printer must not be asked in his name. */
    @Test
    void a_manager_on_the_internet_names_no_reflector_in_our_home_or_on_our_machine() throws Exception {
        String keys = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        for (String near : List.of("127.0.0.1", "192.168.1.1", "10.0.0.1", "169.254.1.1")) {
            String json = "{\"challenge\":\"AAAA\",\"manager\":\"" + keys
                    + "\",\"reflector\":{\"ports\":[5],\"host\":\"" + near + "\",\"alternate\":\"" + near + "\"}}";
            assertThat(ChallengeReader.read(json, "198.51.100.7").reflectors())
                    .extracting(UdpAddress::toString)
                    .containsExactly("198.51.100.7:5");
        }
        String inOneHome = "{\"challenge\":\"AAAA\",\"manager\":\"" + keys
                + "\",\"reflector\":{\"ports\":[5],\"host\":\"192.168.1.9\"}}";
        assertThat(ChallengeReader.read(inOneHome, "192.168.1.3").reflectors())
                .extracting(UdpAddress::toString)
                .containsExactly("192.168.1.9:5");
    }

    @Test
    void the_reflector_is_asked_by_both_families_where_the_manager_has_both() throws Exception {
        String keys = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        String named = "{\"challenge\":\"AAAA\",\"manager\":\"" + keys + "\",\"reflector\":{\"ports\":[5,6],"
                + "\"host\":\"192.0.2.1\",\"host6\":\"2001:db8::1\",\"alternate\":\"192.0.2.2\"}}";
        assertThat(ChallengeReader.read(named, "127.0.0.1").reflectors())
                .extracting(UdpAddress::toString)
                .containsExactly(
                        "192.0.2.1:5",
                        "192.0.2.1:6",
                        "[2001:db8::1]:5",
                        "[2001:db8::1]:6",
                        "192.0.2.2:5",
                        "192.0.2.2:6");
        String literal = "{\"challenge\":\"AAAA\",\"manager\":\"" + keys + "\",\"reflector\":{\"ports\":[5,6]}}";
        assertThat(ChallengeReader.read(literal, "::1").reflectors())
                .extracting(UdpAddress::toString)
                .containsExactly("[::1]:5", "[::1]:6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "<html>",
                "{\"challenge\":\"?\"}",
                "{\"challenge\":\"AAAA\",\"manager\":\"AAAA\"}"
            })
    void a_page_that_is_no_challenge_is_one_error(String page) {
        assertThatThrownBy(() -> ChallengeReader.read(page, "127.0.0.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Transom manager");
    }
}
