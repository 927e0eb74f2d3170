package io.transom.wire.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.portmap.NatPmpCodec;
import io.transom.wire.portmap.PcpCodec;
import io.transom.wire.rtp.RtpPacket;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/protocol.md tells the truth: its examples are read from the page, decoded, and encoded to the same octets. */
class ProtocolDocumentTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^```hex (\\w+)/([\\w-]+)(?: key=([0-9a-f]+))?\\n((?:[^`].*\\n)+)```$");

    /** One fenced block: which alphabet it is written in, what it shows, and the key of its integrity. */
    private record Example(String alphabet, String name, Optional<Bytes> key, Bytes octets) {}

    @Test
    void the_document_has_an_example_of_every_signal() throws IOException {
        Set<Class<?>> shown = new LinkedHashSet<>();
        for (Example example : examples()) {
            decodeSignal(example).ifPresent(signal -> shown.add(signal.getClass()));
        }
        List<Class<?>> all = new ArrayList<>(List.of(ControlSignal.Up.class.getPermittedSubclasses()));
        all.addAll(List.of(ControlSignal.Down.class.getPermittedSubclasses()));
        all.addAll(Samples.peer().stream().map(Object::getClass).collect(Collectors.toSet()));
        assertThat(shown).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void every_signal_encodes_to_the_documents_octets() throws IOException {
        for (Example example : examples()) {
            Optional<Object> signal = decodeSignal(example);
            signal.ifPresent(
                    read -> assertThat(encodeSignal(read)).as(example.name).isEqualTo(example.octets));
            boolean isSignal = Set.of("up", "down", "peer").contains(example.alphabet);
            assertThat(signal.isPresent()).as(example.name).isEqualTo(isSignal);
        }
    }

    @Test
    void every_stun_message_and_rtp_packet_encodes_to_the_documents_octets() throws IOException {
        int seen = 0;
        for (Example example : examples()) {
            if (example.alphabet.equals("stun")) {
                seen++;
                StunMessage message = StunCodec.decode(example.octets).orElseThrow();
                assertThat(Datagrams.kind(example.octets)).isEqualTo(Datagrams.Kind.STUN);
                assertThat(message.unknownRequired()).isEmpty();
                assertThat(message.has(StunAttribute.Unknown.class)).isFalse();
                assertThat(StunCodec.hasIntegrity(example.octets))
                        .as(example.name)
                        .isEqualTo(example.key.isPresent());
                example.key.ifPresent(key -> assertThat(StunCodec.integrityHolds(example.octets, key))
                        .isTrue());
                assertThat(StunCodec.encode(message, example.key))
                        .as(example.name)
                        .isEqualTo(example.octets);
            } else if (example.alphabet.equals("rtp")) {
                seen++;
                assertThat(RtpPacket.decode(example.octets).orElseThrow().encode())
                        .isEqualTo(example.octets);
                assertThat(Datagrams.kind(example.octets)).isEqualTo(Datagrams.Kind.RTP);
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(8);
    }

    @Test
    void every_statement_encodes_to_the_documents_octets() throws IOException {
        int seen = 0;
        for (Example example : examples()) {
            if (example.alphabet.equals("statement")) {
                seen++;
                assertThat(SignedStatement.decode(example.octets).orElseThrow().encode())
                        .isEqualTo(example.octets);
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    @Test
    void every_message_to_the_home_router_encodes_to_the_documents_octets() throws IOException {
        int seen = 0;
        for (Example example : examples()) {
            if (example.alphabet.equals("pcp")) {
                seen++;
                assertThat(PcpCodec.encode(PcpCodec.decode(example.octets).orElseThrow()))
                        .isEqualTo(example.octets);
            } else if (example.alphabet.equals("natpmp")) {
                seen++;
                assertThat(NatPmpCodec.encode(NatPmpCodec.decode(example.octets).orElseThrow()))
                        .isEqualTo(example.octets);
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(6);
    }

    @Test
    void the_examples_say_what_the_words_beside_them_say() throws IOException {
        PublicIdentity identity = PublicIdentity.decode(Samples.run(64, 0x10));
        assertThat(page()).contains("`" + identity.id() + "`");
        assertThat(signal("send")).isInstanceOfSatisfying(ControlSignal.Send.class, send -> {
            assertThat(send.to()).isEqualTo(identity.id());
            assertThat(send.kind()).isEqualTo(SignalKind.CALL_REQUEST);
            assertThat(send.timeToLive()).hasSeconds(8);
        });
        assertThat(signal("registered"))
                .isInstanceOfSatisfying(
                        ControlSignal.Registered.class,
                        registered -> assertThat(registered.lease()).hasSeconds(90));
        assertThat(signal("deliver")).isInstanceOfSatisfying(ControlSignal.Deliver.class, deliver -> {
            assertThat(deliver.from().name()).isEqualTo("front door");
            assertThat(deliver.from().attested()).hasToString("[203.0.113.9:40000]");
            assertThat(deliver.from().firewall()).isEqualTo(Samples.FIREWALL);
        });
        assertThat(signal("call-request")).isInstanceOfSatisfying(PeerSignal.Request.class, request -> {
            assertThat(request.callerFragment()).isEqualTo("abcdefghijklmnop");
            assertThat(request.candidates())
                    .extracting(PeerSignal.Candidate::type)
                    .containsExactly(
                            PeerSignal.Candidate.Type.HOST,
                            PeerSignal.Candidate.Type.OBSERVED,
                            PeerSignal.Candidate.Type.GRANTED);
        });
    }

    private static Object signal(String name) throws IOException {
        for (Example example : examples()) {
            if (example.name.equals(name)) {
                return decodeSignal(example).orElseThrow();
            }
        }
        throw new AssertionError("docs/protocol.md has no example " + name);
    }

    private static Optional<Object> decodeSignal(Example example) {
        return switch (example.alphabet) {
            case "up" -> SignalCodec.decodeUp(example.octets).map(signal -> signal);
            case "down" -> SignalCodec.decodeDown(example.octets).map(signal -> signal);
            case "peer" ->
                SignalKind.of(example.octets.at(0))
                        .flatMap(kind -> SignalCodec.decodePeer(kind, example.octets))
                        .map(signal -> signal);
            default -> Optional.empty();
        };
    }

    private static Bytes encodeSignal(Object signal) {
        return signal instanceof ControlSignal control
                ? SignalCodec.encode(control)
                : SignalCodec.encode((PeerSignal) signal);
    }

    private static List<Example> examples() throws IOException {
        String page = page();
        List<Example> found = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(page);
        while (matcher.find()) {
            String digits = matcher.group(4).replaceAll("#.*", "").replaceAll("\\s", "");
            found.add(new Example(
                    matcher.group(1),
                    matcher.group(2),
                    Optional.ofNullable(matcher.group(3)).map(Bytes::hex),
                    Bytes.hex(digits)));
        }
        // A block that the pattern misses would be an example that nobody checks.
        assertThat(found).hasSize(page.split("```hex", -1).length - 1).isNotEmpty();
        return found;
    }

    private static String page() throws IOException {
        String root = System.getProperty("transom.root", "");
        Path directory =
                Path.of(root.isEmpty() ? System.getProperty("user.dir") : root).toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/protocol.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory)
                .as("a directory with docs/protocol.md above the working one")
                .isNotNull();
        return Files.readString(directory.resolve("docs/protocol.md"));
    }
}
