package io.transom.lab.evil;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.wire.Bytes;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.rtp.RtpPacket;
import io.transom.wire.stun.Datagrams;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A relay and a reflector that lie, on real sockets: between two real programs that have no other way, it changes whatever
 * it carries and gets nobody to hear anything but each other.
 */
@Timeout(60)
final class EvilRelayOnSocketsTest {
    private static final int DOORS_TONE = 400;
    private static final int ANNAS_TONE = 700;
    private static final int OTHERS_TONE = 1_000;
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration A_WHILE = Duration.ofMillis(1_500);
    /** 20 ms of each frame, and what the jitter buffer had before. */
    private static final int MOST_FRAMES = 50 * 3;

    private static final int EARLY_SOUND = 25;
    /** Of one call: questions and those of a warm window to each of two ends' two places (decision 0019), and early sound. */
    private static final int MOST_STRAYS = 2 * 2 * (40 + 40) + 2 * EARLY_SOUND;

    @TempDir
    static Path directory;

    private static Town town;
    private static Town.Door door;
    private static Town.Person anna;

    /** What was inside of the frames that went to each end. */
    private final Map<InetSocketAddress, Queue<Bytes>> carried = new ConcurrentHashMap<>();

    private final AtomicInteger mirrored = new AtomicInteger();
    private final AtomicInteger replayed = new AtomicInteger();

    @BeforeAll
    static void everybodyIsThere() throws Exception {
        town = new Town(directory, true);
        town.moveIn("anna", Role.CALLER, Right.values());
        town.moveIn("door", Role.DEVICE);
        town.moveIn("ben", Role.CALLER, Right.values());
        town.moveIn("gate", Role.DEVICE);
        town.pair("anna", "door", "ben", "gate");
        door = town.door("door", DOORS_TONE, town.line.noOtherWay());
        anna = town.person("anna", ANNAS_TONE, town.line.noOtherWay());
        town.awaitEverybody();
        anna.app.talk(true);
    }

    @AfterAll
    static void everybodyLeaves() throws Exception {
        town.close();
    }

    @Test
    void what_it_alters_doubles_mirrors_and_makes_up_is_heard_by_nobody() throws Exception {
        town.line.twists((endpoint, truth) -> ChannelFrame.decode(truth)
                .filter(frame -> isSound(frame.datagram()))
                .map(frame -> {
                    keep(endpoint, frame.datagram());
                    List<Bytes> said = new ArrayList<>(List.of(truth, truth));
                    said.add(in(frame, altered(frame.datagram())));
                    said.add(in(frame, Bytes.join(frame.datagram().slice(0, 12), Town.ENTROPY.bytes(80))));
                    carriedToOthers(endpoint).ifPresent(own -> {
                        mirrored.incrementAndGet();
                        said.add(in(frame, own));
                    });
                    return said;
                })
                .orElse(List.of(truth)));
        talk();
        assertThat(mirrored.get()).isGreaterThan(50);
        assertThat(anna.room.heard()).as(town.story()).containsOnlyKeys(DOORS_TONE);
        assertThat(door.room.heard()).as(town.story()).containsOnlyKeys(ANNAS_TONE);
        assertThat(anna.room.heard(DOORS_TONE)).as("frames heard").isBetween(20, MOST_FRAMES);
        assertThat(door.room.heard(ANNAS_TONE)).as("frames heard").isBetween(20, MOST_FRAMES);
        nothingOfItCanBeRead();
    }

    /** In the clear the first octet of a packet of Opus is that of all others (RFC 6716 section 3.1). */
    private void nothingOfItCanBeRead() {
        List<Bytes> packets = carried.values().stream().flatMap(Queue::stream).toList();
        assertThat(packets).hasSizeGreaterThan(100);
        long first = packets.stream()
                .map(packet -> RtpPacket.decode(packet).orElseThrow().payload().at(0))
                .distinct()
                .count();
        assertThat(first).isGreaterThan(30);
    }

    @Test
    void what_it_kept_of_one_call_is_heard_in_no_other() throws Exception {
        town.line.twists((endpoint, truth) -> {
            ChannelFrame.decode(truth)
                    .map(ChannelFrame::datagram)
                    .filter(EvilRelayOnSocketsTest::isSound)
                    .ifPresent(sound -> keep(endpoint, sound));
            return List.of(truth);
        });
        talk();
        Map<Integer, Integer> heardThere = door.room.heard();
        Map<Integer, Integer> heardHere = anna.room.heard();
        town.line.twists((endpoint, truth) -> ChannelFrame.decode(truth)
                .filter(frame -> isSound(frame.datagram()))
                .map(frame -> Optional.ofNullable(carried.get(endpoint).poll())
                        .map(old -> {
                            replayed.incrementAndGet();
                            return List.of(in(frame, old));
                        })
                        .orElse(List.of()))
                .orElse(List.of(truth)));
        CompletableFuture<CallerApp.Ended> call = anna.app.call("door");
        anna.app.talking().get(8, TimeUnit.SECONDS);
        Thread.sleep(A_WHILE);
        anna.app.hangUp();
        assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard())
                .as(town.story())
                .isFalse();
        assertThat(replayed.get()).isGreaterThan(50);
        assertThat(door.room.heard()).isEqualTo(heardThere);
        assertThat(anna.room.heard()).isEqualTo(heardHere);
    }

    @Test
    void a_reflector_that_says_that_both_are_at_anothers_address_has_what_a_call_may_send_there_and_no_more()
            throws Exception {
        town.line.twists(EvilLine.Twist.HONEST);
        town.door("gate", OTHERS_TONE);
        Town.Person ben = town.person("ben", OTHERS_TONE);
        town.awaitEverybody();
        CompletableFuture<CallerApp.Ended> call = ben.app.call("gate");
        ben.app.talking().get(8, TimeUnit.SECONDS);
        Thread.sleep(A_WHILE);
        ben.app.hangUp();
        call.get(5, TimeUnit.SECONDS);
        assertThat(town.line.strays()).as(town.story()).hasSizeBetween(1, MOST_STRAYS);
        assertThat(town.line.strays().stream()
                        .filter(EvilRelayOnSocketsTest::isSound)
                        .count())
                .isLessThanOrEqualTo(2 * EARLY_SOUND);
    }

    private static void talk() throws Exception {
        CompletableFuture<CallerApp.Ended> call = anna.app.call("door");
        anna.app.talking().get(8, TimeUnit.SECONDS);
        Thread.sleep(A_WHILE);
        anna.app.hangUp();
        assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard())
                .as(town.story())
                .isTrue();
        // What had come in by then is still played.
        Thread.sleep(A_MOMENT);
    }

    private void keep(InetSocketAddress endpoint, Bytes sound) {
        carried.computeIfAbsent(endpoint, unseen -> new ConcurrentLinkedQueue<>())
                .add(sound);
    }

    /** The last that this end has said itself. */
    private Optional<Bytes> carriedToOthers(InetSocketAddress endpoint) {
        return carried.entrySet().stream()
                .filter(other -> !other.getKey().equals(endpoint))
                .flatMap(other -> other.getValue().stream())
                .reduce((older, newer) -> newer);
    }

    private static boolean isSound(Bytes datagram) {
        return Datagrams.kind(datagram) == Datagrams.Kind.RTP;
    }

    private static Bytes in(ChannelFrame frame, Bytes data) {
        return new ChannelFrame(frame.channel(), data).encode();
    }

    private static Bytes altered(Bytes sound) {
        byte[] octets = sound.toArray();
        octets[octets.length / 2] ^= 1;
        return Bytes.owning(octets);
    }
}
