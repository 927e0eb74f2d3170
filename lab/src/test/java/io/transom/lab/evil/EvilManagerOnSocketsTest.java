package io.transom.lab.evil;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.lab.evil.EvilFront.Told;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.Down;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main attacks of a manager that has every key of a true one, on real sockets, against real programs of a household with
 * records: what it gets is that somebody isn't called, or not in time.
 */
@Timeout(60)
final class EvilManagerOnSocketsTest {
    private static final int DOORS_TONE = 400;
    private static final int ANNAS_TONE = 700;
    private static final int SITTERS_TONE = 1_000;
    private static final int GUESTS_TONE = 1_300;
    private static final int MALLORYS_TONE = 1_600;
    /** In which whatever a message makes an endpoint do has begun: everything is on this machine. */
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    /** On the manager's word alone, to one address in one call (decision 0019). */
    private static final int MOST_ON_ITS_WORD = 5;

    private static final int SPRAYED = 200;
    /** RFC 3550 section 5.1: version 2. */
    private static final Bytes RTP = Bytes.hex("8060");

    private static final Bytes BINDING = StunCodec.encode(
            new StunMessage(StunMessage.Type.BINDING_REQUEST, Bytes.hex("000102030405060708090a0b"), List.of()),
            Optional.empty());

    @TempDir
    static Path directory;

    private static Town town;
    private static Town.Door door;
    private static Town.Person anna;
    /** A member who may call, and neither drop in nor open. */
    private static Town.Person sitter;
    /** The same, until it is taken back. */
    private static Town.Person guest;
    /** Let in by the manager, and by nobody else. */
    private static Town.Person mallory;

    private static Town.Door mallorysDoor;

    @BeforeAll
    static void everybodyIsThere() throws Exception {
        town = new Town(directory, false);
        town.moveIn("anna", Role.CALLER, Right.values());
        town.moveIn("sitter", Role.CALLER, Right.CALL);
        town.moveIn("guest", Role.CALLER, Right.CALL);
        town.moveIn("door", Role.DEVICE);
        town.pair("anna", "sitter", "guest", "door");
        door = town.door("door", DOORS_TONE);
        anna = town.person("anna", ANNAS_TONE);
        sitter = town.person("sitter", SITTERS_TONE);
        guest = town.person("guest", GUESTS_TONE);
        mallory = town.person("mallory", MALLORYS_TONE);
        mallorysDoor = town.door("mallory's door", MALLORYS_TONE);
        town.awaitEverybody();
    }

    @AfterAll
    static void everybodyLeaves() throws Exception {
        town.close();
    }

    @AfterEach
    void itRepents() throws Exception {
        lies(UnaryOperator.identity());
        town.front.repents();
    }

    @Test
    void who_is_put_in_the_doors_place_is_not_called_and_hears_nobody() throws Exception {
        anna.app.talk(true);
        lies(peer -> isOf(peer, door.keys) ? as(peer, mallorysDoor.keys, "door") : peer);
        call(anna, "door");
        lies(peer -> isOf(peer, mallorysDoor.keys) ? as(peer, door.keys, "door") : peer);
        call(anna, "door");
        mallorysDoor.pi.press(Input.LineChanged.Line.BUTTON);
        pause();
        assertThat(anna.app.rings()).as(town.story()).isEmpty();
        assertThat(mallorysDoor.room.heard(ANNAS_TONE)).as(town.story()).isZero();
        assertThat(mallorysDoor.room.captured()).isZero();
        assertThat(anna.room.heard(MALLORYS_TONE)).isZero();
    }

    @Test
    void who_is_put_in_a_members_place_hears_nothing_and_opens_nothing() throws Exception {
        int captured = door.room.captured();
        int pulses = door.pi.pulses();
        lies(peer -> isOf(peer, mallory.keys) ? as(peer, mallory.keys, "anna") : peer);
        assertThat(call(mallory, "door").soundWasHeard()).as(town.story()).isFalse();
        CompletableFuture<CallerApp.Door> opened = mallory.app.open("door");
        lies(peer -> isOf(peer, mallory.keys) ? as(peer, anna.keys, "anna") : peer);
        CompletableFuture<CallerApp.Ended> unheard = mallory.app.call("door");
        pause();
        assertThat(unheard.isDone() || !mallory.app.talking().isDone())
                .as(town.story())
                .isTrue();
        assertThat(door.room.captured()).isEqualTo(captured);
        assertThat(door.pi.pulses()).isEqualTo(pulses);
        assertThat(opened.getNow(new CallerApp.Door(false, "")).open()).isFalse();
    }

    @Test
    void who_may_not_drop_in_doesnt_though_the_manager_calls_it_by_anothers_name() throws Exception {
        int captured = door.room.captured();
        lies(peer -> isOf(peer, sitter.keys) ? as(peer, sitter.keys, "anna") : peer);
        CompletableFuture<CallerApp.Ended> call = sitter.app.call("door");
        sitter.app.talking().get(8, TimeUnit.SECONDS);
        pause();
        assertThat(door.room.captured()).as(town.story()).isEqualTo(captured);
        sitter.app.hangUp();
        assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard()).isFalse();
        assertThat(sitter.room.heard(DOORS_TONE)).isZero();
    }

    @Test
    void what_the_manager_says_in_a_members_name_opens_no_microphone_and_no_door() throws Exception {
        long begun = door.count(EventName.WINDOW_OPENED);
        int pulses = door.pi.pulses();
        Identity own = Identity.generate(Town.ENTROPY);
        Peer asAnna = told(door, anna);
        Peer asStranger = as(asAnna, own.publicIdentity(), "anna");
        for (Peer from : List.of(asAnna, asStranger)) {
            CallId call = CallId.random(Town.ENTROPY);
            say(door, from, own, dropIn(call));
            say(door, from, own, new PeerSignal.ReleaseAsk(call, Town.ENTROPY.bytes(16), ""));
            say(door, from, own, new PeerSignal.Statements(call, List.of(admission(own))));
        }
        pause();
        assertThat(door.count(EventName.WINDOW_OPENED)).as(town.story()).isEqualTo(begun);
        assertThat(door.pi.pulses()).isEqualTo(pulses);
        assertThat(call(mallory, "door").soundWasHeard()).isFalse();
        // With her own keys the same request would have been one.
        CallId hers = CallId.random(Town.ENTROPY);
        say(door, asAnna, anna.self, dropIn(hers));
        assertThat(town.within(Duration.ofSeconds(2), () -> door.count(EventName.WINDOW_OPENED) > begun))
                .as(town.story())
                .isTrue();
        say(door, asAnna, anna.self, new PeerSignal.HangUp(hers, PeerSignal.HangUp.Reason.HUNG_UP));
        pause();
    }

    @Test
    void what_is_said_again_in_any_order_also_after_the_doors_restart_opens_no_microphone_and_no_door()
            throws Exception {
        door.pi.press(Input.LineChanged.Line.BUTTON);
        CallerApp.Ring ring =
                Optional.ofNullable(anna.app.rings().poll(5, TimeUnit.SECONDS)).orElseThrow();
        CompletableFuture<CallerApp.Ended> call = anna.app.answer(ring);
        anna.app.talking().get(8, TimeUnit.SECONDS);
        assertThat(anna.app.open("door").get(10, TimeUnit.SECONDS).open())
                .as(town.story())
                .isTrue();
        anna.app.hangUp();
        call.get(5, TimeUnit.SECONDS);
        pause();
        int captured = door.room.captured();
        int pulses = door.pi.pulses();
        sayEverythingAgain();
        assertThat(door.room.captured()).as(town.story()).isEqualTo(captured);
        assertThat(door.pi.pulses()).isEqualTo(pulses);
        assertThat(anna.app.rings()).isEmpty();
        door.close();
        door = town.door("door", DOORS_TONE);
        town.awaitEverybody();
        sayEverythingAgain();
        assertThat(door.count(EventName.WINDOW_OPENED)).as(town.story()).isZero();
        assertThat(door.pi.pulses()).isZero();
        assertThat(anna.app.rings()).isEmpty();
    }

    /** An app remembers the rings that are over as long as it runs, and a ring names the app's boot. */
    @Test
    void a_ring_that_is_said_again_to_an_app_that_was_started_anew_rings_nothing() throws Exception {
        door.pi.press(Input.LineChanged.Line.BUTTON);
        CompletableFuture<CallerApp.Ended> call = anna.app.answer(ring());
        anna.app.talking().get(8, TimeUnit.SECONDS);
        anna.app.hangUp();
        call.get(5, TimeUnit.SECONDS);
        pause();
        int captured = door.room.captured();
        anna.close();
        anna = town.person("anna", ANNAS_TONE);
        town.awaitEverybody();
        sayEverythingAgain();
        assertThat(anna.app.rings().poll(3, TimeUnit.SECONDS)).as(town.story()).isNull();
        door.pi.release(Input.LineChanged.Line.BUTTON);
        door.pi.press(Input.LineChanged.Line.BUTTON);
        assertThat(ring().from()).as("a press of today rings").isEqualTo("door");
        assertThat(door.room.captured()).as(town.story()).isEqualTo(captured);
        assertThat(anna.room.captured()).isZero();
    }

    private static CallerApp.Ring ring() throws InterruptedException {
        return Optional.ofNullable(anna.app.rings().poll(5, TimeUnit.SECONDS)).orElseThrow();
    }

    @Test
    void a_manager_that_holds_back_mixes_up_and_doubles_what_it_carries_costs_time() throws Exception {
        LinkedBlockingQueue<Told> held = new LinkedBlockingQueue<>();
        town.front.lies((to, truth) -> {
            if (!(truth instanceof Deliver)) {
                return List.of(truth);
            }
            held.add(new Told(to, truth));
            return List.of();
        });
        Thread mixing = Thread.ofVirtual().start(() -> {
            while (!Thread.interrupted()) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                List<Told> now = new ArrayList<>();
                held.drainTo(now);
                now.addAll(List.copyOf(now));
                Collections.shuffle(now);
                now.forEach(one -> town.front.say(one.to(), one.signal()));
            }
        });
        annaAndTheDoorTalk();
        mixing.interrupt();
    }

    @Test
    void a_manager_that_falls_silent_ends_no_call() throws Exception {
        CompletableFuture<CallerApp.Ended> call = anna.app.call("door");
        anna.app.talking().get(8, TimeUnit.SECONDS);
        town.front.lies((to, truth) -> List.of());
        int heard = anna.room.heard(DOORS_TONE);
        assertThat(town.within(Duration.ofSeconds(3), () -> anna.room.heard(DOORS_TONE) > heard + 40))
                .as(town.story())
                .isTrue();
        anna.app.hangUp();
        assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard()).isTrue();
    }

    @Test
    void a_manager_that_says_that_all_are_where_a_victim_is_has_five_packets_sent_there_and_no_sound()
            throws Exception {
        try (Victim victim = new Victim()) {
            lies(peer -> at(peer, List.of(victim.address())));
            // The door's own word would end it: that is held back.
            town.front.lies((to, truth) -> to.equals(anna.keys.id()) && truth instanceof Deliver
                    ? List.of()
                    : List.of(twisted(truth, peer -> at(peer, List.of(victim.address())))));
            call(anna, "door");
            assertThat(victim.heard()).as(town.story()).hasSizeBetween(1, MOST_ON_ITS_WORD);
            assertThat(victim.heard()).allMatch(datagram -> Datagrams.kind(datagram) == Datagrams.Kind.STUN);
            assertThat(victim.heard()).allMatch(datagram -> datagram.length() < 200);
        }
    }

    @Test
    void who_sprays_both_ends_of_a_call_with_what_looks_like_sound_is_sent_nothing() throws Exception {
        try (Victim sprayer = new Victim()) {
            CompletableFuture<CallerApp.Ended> call = anna.app.call("door");
            anna.app.talking().get(8, TimeUnit.SECONDS);
            List<UdpAddress> both = new ArrayList<>(told(anna, door).attested());
            both.addAll(told(door, anna).attested());
            int heard = anna.room.heard(DOORS_TONE);
            for (int round = 0; round < SPRAYED; round++) {
                for (UdpAddress end : both) {
                    sprayer.say(end, Bytes.join(RTP, Town.ENTROPY.bytes(100)));
                    sprayer.say(end, BINDING);
                }
            }
            assertThat(town.within(Duration.ofSeconds(3), () -> anna.room.heard(DOORS_TONE) > heard + 10))
                    .as(town.story())
                    .isTrue();
            anna.app.hangUp();
            assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard()).isTrue();
            assertThat(sprayer.heard()).isEmpty();
        }
    }

    @Test
    void what_the_manager_takes_away_makes_nothing_weaker() throws Exception {
        int captured = door.room.captured();
        lies(peer -> new Peer(
                peer.identity(),
                peer.name(),
                peer.role(),
                peer.online(),
                peer.attested(),
                Firewall.UNKNOWN,
                Bytes.EMPTY));
        assertThat(call(anna, "door").soundWasHeard()).as(town.story()).isFalse();
        assertThat(door.room.captured()).isEqualTo(captured);
        lies(UnaryOperator.identity());
        town.front.lies((to, truth) -> truth instanceof RelayGranted ? List.of() : List.of(truth));
        annaAndTheDoorTalk();
    }

    @Test
    void a_revocation_that_the_manager_withholds_holds_once_it_has_come_and_is_never_undone() throws Exception {
        SignedStatement revocation = town.revoke(guest.keys);
        town.front.lies((to, truth) -> isOfHousehold(truth) ? List.of() : List.of(truth));
        anna.app.tell(new Input.Stated(List.of(revocation)));
        pause();
        // Nothing hides this: who has heard of it from nobody goes by what it knows.
        CompletableFuture<CallerApp.Ended> late = guest.app.call("door");
        guest.app.talking().get(8, TimeUnit.SECONDS);
        town.front.repents();
        assertThat(late.get(20, TimeUnit.SECONDS).reason()).as(town.story()).isNotEmpty();
        sayEverythingAgain();
        int captured = door.room.captured();
        assertThat(call(guest, "door").soundWasHeard()).as(town.story()).isFalse();
        assertThat(door.room.captured()).isEqualTo(captured);
    }

    // ---- what is done ----

    private static void annaAndTheDoorTalk() throws Exception {
        int there = door.room.heard(ANNAS_TONE);
        int here = anna.room.heard(DOORS_TONE);
        anna.app.talk(true);
        CompletableFuture<CallerApp.Ended> call = anna.app.call("door");
        anna.app.talking().get(8, TimeUnit.SECONDS);
        assertThat(town.within(
                        Duration.ofSeconds(3),
                        () -> door.room.heard(ANNAS_TONE) > there + 5 && anna.room.heard(DOORS_TONE) > here + 5))
                .as(town.story())
                .isTrue();
        anna.app.hangUp();
        assertThat(call.get(5, TimeUnit.SECONDS).soundWasHeard()).isTrue();
        assertThat(door.room.heard().keySet()).as("tones at the door").containsOnly(ANNAS_TONE);
        assertThat(anna.room.heard().keySet()).as("tones at anna's").containsOnly(DOORS_TONE);
        pause();
    }

    /** Until it has failed, or for a moment. */
    private static CallerApp.Ended call(Town.Person who, String name) throws Exception {
        CompletableFuture<CallerApp.Ended> call = who.app.call(name);
        CompletableFuture.anyOf(call, who.app.talking()).get(12, TimeUnit.SECONDS);
        if (!call.isDone()) {
            pause();
            who.app.hangUp();
        }
        return call.get(12, TimeUnit.SECONDS);
    }

    /** In the order in which it was said, then backwards. */
    private static void sayEverythingAgain() throws Exception {
        List<Told> all = town.front.told().stream()
                .filter(told -> told.signal() instanceof Deliver)
                .toList();
        assertThat(all.stream().map(told -> ((Deliver) told.signal()).kind()))
                .contains(SignalKind.CALL_REQUEST, SignalKind.WINDOW_OPEN);
        all.forEach(told -> town.front.say(told.to(), told.signal()));
        all.reversed().forEach(told -> town.front.say(told.to(), told.signal()));
        pause();
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(A_MOMENT);
    }

    // ---- what is said ----

    /** From now on everybody is told this of everybody, and at once of whom they know. */
    private static void lies(UnaryOperator<Peer> about) throws InterruptedException {
        town.front.lies((to, truth) -> List.of(twisted(truth, about)));
        Map<EndpointId, Down> newest = new LinkedHashMap<>();
        town.front.told().stream()
                .filter(told ->
                        told.signal() instanceof Peers all && all.question().isEmpty())
                .forEach(told -> newest.put(told.to(), told.signal()));
        newest.forEach((to, truth) -> town.front.say(to, twisted(truth, about)));
        pause();
    }

    private static Down twisted(Down truth, UnaryOperator<Peer> about) {
        return switch (truth) {
            case Peers all ->
                new Peers(all.question(), all.peers().stream().map(about).toList());
            case Deliver one -> new Deliver(one.kind(), about.apply(one.from()), one.call(), one.envelope());
            default -> truth;
        };
    }

    private static boolean isOf(Peer peer, PublicIdentity who) {
        return peer.identity().equals(who);
    }

    private static Peer as(Peer peer, PublicIdentity identity, String name) {
        return new Peer(identity, name, peer.role(), true, peer.attested(), peer.firewall(), peer.boot());
    }

    private static Peer at(Peer peer, List<UdpAddress> attested) {
        return new Peer(
                peer.identity(), peer.name(), peer.role(), peer.online(), attested, peer.firewall(), peer.boot());
    }

    /** What {@code viewer} was last told of {@code about}. */
    private static Peer told(Town.Endpoint viewer, Town.Endpoint about) {
        return town.front.told().stream()
                .filter(told -> told.to().equals(viewer.keys().id()))
                .flatMap(told ->
                        told.signal() instanceof Peers all ? all.peers().stream() : java.util.stream.Stream.of())
                .filter(peer -> isOf(peer, about.keys()))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static void say(Town.Endpoint to, Peer from, Identity seals, PeerSignal signal) {
        Bytes envelope = PeerSeal.seal(seals, to.keys(), signal, Town.ENTROPY);
        town.front.say(to.keys().id(), new Deliver(signal.kind(), from, signal.call(), envelope));
    }

    /** A wish that opens a window, and with an answer from there the microphone. */
    private static PeerSignal dropIn(CallId call) {
        List<PeerSignal.Candidate> places = told(door, anna).attested().stream()
                .map(address -> new PeerSignal.Candidate(PeerSignal.Candidate.Type.OBSERVED, 0, address))
                .toList();
        return new PeerSignal.Request(
                call,
                Town.ENTROPY.bytes(16),
                "abcdefghijklmnop",
                "abcdefghijklmnop",
                Identity.generate(Town.ENTROPY).publicIdentity().agreement(),
                places,
                told(anna, door).boot(),
                Optional.empty());
    }

    private static HouseholdId household() {
        return town.root.household();
    }

    private static SignedStatement admission(Identity signs) {
        Statement all = new Statement.Admit(
                household(),
                Optional.empty(),
                Integer.MAX_VALUE,
                mallory.keys,
                "mallory",
                Role.CALLER,
                EnumSet.allOf(Right.class),
                List.of(),
                0,
                0,
                Schedule.ALWAYS);
        return new SignedStatement(all, signs.sign(SignedStatement.signedOctets(all)));
    }

    private static boolean isOfHousehold(Down signal) {
        return signal instanceof Deliver deliver
                && EnumSet.of(SignalKind.HOUSEHOLD, SignalKind.STATEMENTS).contains(deliver.kind());
    }
}
