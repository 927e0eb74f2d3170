package io.transom.lab.evil;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.lab.Secrets;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.Register;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.ControlSignal.Send;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a ring, a call and an opened door tell to who listens on plain port 80, and to the manager. */
@Timeout(60)
final class MetadataTest {
    /** As the manager knows them. */
    private static final String PHONE = "endpoint-one";

    private static final String INTERCOM = "endpoint-two";
    /** As their household does. */
    private static final List<String> IN_THE_HOUSEHOLD = List.of("Grandmother Klara", "Orchard gate", Town.LOCK);

    @TempDir
    static Path directory;

    private static Town town;
    private static Town.Person klara;
    private static Town.Door gate;
    private static final Secrets SECRETS = new Secrets();

    @BeforeAll
    static void somebodyRingsIsAnsweredAndLetIn() throws Exception {
        town = new Town(directory, false);
        town.moveIn(PHONE, "Grandmother Klara", Role.CALLER, Right.values());
        town.moveIn(INTERCOM, "Orchard gate", Role.DEVICE);
        town.pair(PHONE, INTERCOM);
        klara = town.person(PHONE, 700);
        gate = town.door(INTERCOM, 400);
        town.awaitEverybody();
        klara.app.talk(true);
        gate.pi.press(Input.LineChanged.Line.BUTTON);
        CallerApp.Ring ring =
                Optional.ofNullable(klara.app.rings().poll(5, TimeUnit.SECONDS)).orElseThrow();
        assertThat(ring.from()).isEqualTo("Orchard gate");
        CompletableFuture<CallerApp.Ended> call = klara.app.answer(ring);
        klara.app.talking().get(8, TimeUnit.SECONDS);
        SECRETS.collect(klara.app, gate.agent, town.manager);
        assertThat(klara.app.open("").get(10, TimeUnit.SECONDS).open())
                .as(town.story())
                .isTrue();
        SECRETS.collect(klara.app, gate.agent, town.manager);
        klara.app.hangUp();
        call.get(5, TimeUnit.SECONDS);
        assertThat(gate.pi.pulses()).isEqualTo(1);
    }

    @AfterAll
    static void everybodyLeaves() throws Exception {
        town.close();
    }

    @Test
    void on_plain_port_80_nobody_reads_a_name_a_key_an_address_or_what_is_wanted() {
        String wire = town.tap.heard();
        assertThat(wire)
                .as("what can be read: who is there")
                .contains(id(klara), id(gate), managersKeys(), latin(klara.keys.encode()));
        List<String> forbidden = new ArrayList<>(IN_THE_HOUSEHOLD);
        forbidden.addAll(List.of(PHONE, INTERCOM));
        for (SignalKind kind : SignalKind.values()) {
            forbidden.add(kind.name());
        }
        assertThat(wire).doesNotContain(forbidden);
        for (IpAddress ip : Addresses.ofThisMachine()) {
            for (int port : ports()) {
                UdpAddress address = new UdpAddress(ip, port);
                assertThat(wire).doesNotContain(latin(octets(address))).doesNotContain(address.toString());
            }
        }
        assertThat(SECRETS.names()).contains("MediaKeys.sendKey").anyMatch(name -> name.startsWith("ControlChannel."));
        assertThat(SECRETS.in(wire)).as("a key").isEmpty();
    }

    @Test
    void the_manager_reads_who_says_something_to_whom_of_which_kind_in_which_call_and_no_more() {
        Set<SignalKind> kinds = town.front.heard().stream()
                .map(EvilFront.Heard::signal)
                .flatMap(up -> up instanceof Send send ? Stream.of(send.kind()) : Stream.of())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SignalKind.class)));
        assertThat(kinds)
                .contains(SignalKind.RING, SignalKind.CALL_REQUEST, SignalKind.WINDOW_OPEN, SignalKind.RELEASE_ASK);
        StringBuilder all = new StringBuilder();
        town.front
                .heard()
                .forEach(said ->
                        all.append(latin(SignalCodec.encode(said.signal()))).append('\n'));
        // What it grants of its relay it has made up itself.
        town.front.told().stream()
                .filter(told -> !(told.signal() instanceof RelayGranted))
                .forEach(told ->
                        all.append(latin(SignalCodec.encode(told.signal()))).append('\n'));
        String read = all.toString();
        assertThat(read).as("by its own names, and where they are").contains(PHONE, INTERCOM);
        assertThat(read).doesNotContain(IN_THE_HOUSEHOLD);
        assertThat(new Secrets().collect(klara.app, gate.agent).in(read)).isEmpty();
        for (IpAddress ip : Addresses.ofThisMachine()) {
            ports().stream()
                    .map(port -> latin(octets(new UdpAddress(ip, port))))
                    .filter(octets -> !ip.isLoopback())
                    .forEach(octets -> assertThat(read).as("an address at home").doesNotContain(octets));
        }
    }

    /** Of the two ends' sockets: the same inside and outside, for there is no router. */
    private static Set<Integer> ports() {
        Set<Integer> ports = town.front.heard().stream()
                .map(EvilFront.Heard::signal)
                .flatMap(up -> up instanceof Register register ? register.sockets().stream() : Stream.of())
                .flatMap(socket -> socket.observed().stream())
                .map(seen -> seen.address().port())
                .collect(Collectors.toSet());
        assertThat(ports).hasSize(4);
        return ports;
    }

    private static Bytes octets(UdpAddress address) {
        return Bytes.join(address.ip().octets(), Bytes.of((byte) (address.port() >> 8), (byte) address.port()));
    }

    private static String id(Town.Endpoint who) {
        return who.keys().id().text();
    }

    private static String managersKeys() {
        byte[] keys = town.manager.identity().publicIdentity().encode().toArray();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keys);
    }

    private static String latin(Bytes octets) {
        return new String(octets.toArray(), StandardCharsets.ISO_8859_1);
    }
}
