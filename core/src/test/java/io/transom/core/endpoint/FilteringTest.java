package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.manager.Switchboard;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client, a firewall that knows its own kind, and the manager's reflector; each way takes 20 ms. */
class FilteringTest {
    private static final Duration LEG = Duration.ofMillis(20);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<UdpAddress> FOUR = Stream.of(
                    "203.0.113.1:3478", "203.0.113.1:3479", "203.0.113.2:3478", "203.0.113.2:3479")
            .map(text -> UdpAddress.parse(text).orElseThrow())
            .toList();
    private static final List<UdpAddress> ONE_ADDRESS = FOUR.subList(0, 2);

    private record Due(Moment at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SeededEntropy entropy = new SeededEntropy(5);
    private final ReflectorClient client = new ReflectorClient(entropy);
    private final Identity manager = Identity.generate(entropy);
    private final Identity self = Identity.generate(entropy);
    private final Switchboard switchboard = new Switchboard(manager, new OneMember(self), entropy);
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final List<Set<UdpAddress>> sentTo = List.of(new HashSet<>(), new HashSet<>());
    private final List<Moment> wishes = new ArrayList<>();
    private List<UdpAddress> reflectors = FOUR;
    private Filtering kind = Filtering.ADDRESS_AND_PORT_DEPENDENT;
    private Predicate<Bytes> lost = datagram -> false;
    private Set<UdpAddress> mute = Set.of();
    private IpAddress outside = IpAddress.of(198, 51, 100, 1);
    private Moment now = new Moment(-1_000_000_000L);
    private long order;

    @ParameterizedTest
    @EnumSource(value = Filtering.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void with_two_reflector_addresses_each_kind_of_filtering_is_told(Filtering filtering) {
        kind = filtering;
        begin();
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(filtering);
        assertThat(client.firewall().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
    }

    @ParameterizedTest
    @EnumSource(value = Filtering.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void with_one_address_only_the_narrowest_kind_is_told(Filtering filtering) {
        reflectors = ONE_ADDRESS;
        kind = filtering;
        begin();
        run(MINUTE);
        assertThat(client.firewall().filtering())
                .isEqualTo(filtering == Filtering.ADDRESS_AND_PORT_DEPENDENT ? filtering : Filtering.UNKNOWN);
        assertThat(wishes).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Filtering.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void the_first_two_answers_from_elsewhere_may_be_lost(Filtering filtering) {
        kind = filtering;
        int[] seen = {0};
        lost = datagram -> hasWish(datagram) && seen[0]++ % 3 < 2;
        begin();
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(filtering);
    }

    @Test
    void on_a_line_that_loses_everything_silence_says_nothing() {
        kind = Filtering.ENDPOINT_INDEPENDENT;
        begin();
        lost = datagram -> StunCodec.decode(datagram).orElseThrow().has(StunAttribute.Username.class);
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.UNKNOWN);
        assertThat(wishes).hasSize(Silence.MOST_TRIES);
        lost = datagram -> false;
        run(FilteringProbe.AGAIN);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.ENDPOINT_INDEPENDENT);
    }

    @ParameterizedTest
    @EnumSource(value = Filtering.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void one_packet_in_ten_lost_by_chance_seldom_misleads(Filtering filtering) {
        int wrong = 0;
        for (int seed = 0; seed < 100; seed++) {
            FilteringTest line = new FilteringTest();
            SplittableRandom dice = new SplittableRandom(seed);
            line.kind = filtering;
            line.lost = datagram -> dice.nextInt(10) == 0;
            line.begin();
            line.run(MINUTE);
            Filtering measured = line.client.firewall().filtering();
            wrong += measured == filtering || measured == Filtering.UNKNOWN ? 0 : 1;
        }
        assertThat(wrong).isLessThanOrEqualTo(3);
    }

    @Test
    void a_reflector_whose_other_sockets_do_not_answer_is_not_taken_for_a_firewall() {
        for (UdpAddress broken : FOUR.subList(1, 4)) {
            FilteringTest line = new FilteringTest();
            line.kind = Filtering.ENDPOINT_INDEPENDENT;
            line.mute = Set.of(broken);
            line.begin();
            line.run(MINUTE);
            assertThat(line.client.firewall().filtering()).isEqualTo(Filtering.UNKNOWN);
            assertThat(line.wishes).isEmpty();
        }
    }

    @Test
    void nothing_is_measured_before_the_login_nor_with_a_login_that_is_over() {
        client.bound(hosts(2), reflectors, now);
        run(MINUTE);
        assertThat(client.complete()).isTrue();
        client.loggedIn(new ReflectorCredentials("aaaaaaaaaaaaaaaa", entropy.bytes(20)), now);
        run(MINUTE);
        assertThat(wishes).as("error 401 ends it").hasSize(1);
        client.loggedIn(logIn(), now);
        client.loggedOut();
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.UNKNOWN);
        client.loggedIn(logIn(), now);
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(kind);
    }

    @Test
    void a_single_socket_has_written_everywhere_and_can_not_tell() {
        kind = Filtering.ENDPOINT_INDEPENDENT;
        client.bound(hosts(1), reflectors, now);
        client.loggedIn(logIn(), now);
        run(MINUTE);
        assertThat(client.firewall().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.UNKNOWN);
        assertThat(wishes).isEmpty();
    }

    @Test
    void it_is_measured_again_within_hours_and_at_once_where_we_are_seen_elsewhere() {
        begin();
        run(MINUTE);
        int once = wishes.size();
        assertThat(once).isEqualTo(2 * Silence.SILENCES);
        client.loggedOut();
        client.loggedIn(logIn(), now);
        run(FilteringProbe.AGAIN.dividedBy(2).minus(MINUTE));
        assertThat(wishes).as("another login is no reason, nor are some hours").hasSize(once);
        run(FilteringProbe.AGAIN.dividedBy(2));
        assertThat(wishes).hasSize(2 * once);
        outside = IpAddress.of(198, 51, 100, 2);
        kind = Filtering.ENDPOINT_INDEPENDENT;
        run(MINUTE);
        assertThat(wishes).hasSize(2 * once + 1);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.ENDPOINT_INDEPENDENT);
    }

    @Test
    void an_answer_without_the_logins_key_is_not_believed() {
        begin();
        List<Bytes> asked = new ArrayList<>();
        lost = datagram -> hasWish(datagram) && asked.add(datagram);
        runUntil(now.plus(MINUTE), () -> !asked.isEmpty());
        Bytes transaction = StunCodec.decode(asked.getFirst()).orElseThrow().transactionId();
        var forged = io.transom.wire.stun.StunMessage.of(
                io.transom.wire.stun.StunMessage.Type.BINDING_SUCCESS,
                transaction,
                new StunAttribute.XorMappedAddress(seen(1)));
        for (Optional<Bytes> key : List.of(Optional.<Bytes>empty(), Optional.of(entropy.bytes(20)))) {
            assertThat(client.onStun(1, FOUR.get(3), StunCodec.encode(forged, key), now))
                    .isEqualTo(ReflectorClient.Verdict.NOT_OURS);
        }
        run(MINUTE);
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    // ---- the world ----

    private void begin() {
        client.bound(hosts(2), reflectors, now);
        client.loggedIn(logIn(), now);
    }

    private static List<List<UdpAddress>> hosts(int sockets) {
        return Stream.of(5000, 5001)
                .limit(sockets)
                .map(port -> List.of(new UdpAddress(IpAddress.of(192, 168, 1, 2), port)))
                .toList();
    }

    private ReflectorCredentials logIn() {
        Bytes challenge = switchboard.challenge(now);
        Login.Attempt attempt = Login.attempt(self, manager.publicIdentity(), challenge, Optional.empty(), entropy);
        assertThat(switchboard.login(attempt.username(), attempt.password(), now, Instant.EPOCH))
                .isInstanceOf(Switchboard.Verdict.Admitted.class);
        return attempt.channel().reflector();
    }

    private UdpAddress seen(int socket) {
        return new UdpAddress(outside, 40000 + socket);
    }

    private static boolean hasWish(Bytes datagram) {
        return StunCodec.decode(datagram)
                        .orElseThrow()
                        .attributes()
                        .contains(new StunAttribute.ChangeRequest(true, true))
                || StunCodec.decode(datagram)
                        .orElseThrow()
                        .attributes()
                        .contains(new StunAttribute.ChangeRequest(false, true));
    }

    /** Nothing comes of spare sockets here, nor of what goes elsewhere than to the reflector. */
    private void carryOut(Effect effect) {
        if (effect instanceof Effect.SendDatagram sent
                && sent.way() instanceof Way.Direct way
                && way.socket() < sentTo.size()
                && reflectors.contains(way.remote())) {
            send(way, sent.datagram());
        }
    }

    private void send(Way.Direct way, Bytes datagram) {
        if (hasWish(datagram)) {
            wishes.add(now);
        }
        sentTo.get(way.socket()).add(way.remote());
        if (lost.test(datagram)) {
            return;
        }
        after(() -> switchboard
                .reflector(reflectors)
                .onDatagram(reflectors.indexOf(way.remote()), seen(way.socket()), datagram, now)
                .filter(reply -> !mute.contains(reflectors.get(reply.socket())))
                .filter(reply -> !lost.test(reply.datagram()))
                .ifPresent(
                        reply -> after(() -> arrive(way.socket(), reflectors.get(reply.socket()), reply.datagram()))));
    }

    private void arrive(int socket, UdpAddress from, Bytes datagram) {
        Set<UdpAddress> known = sentTo.get(socket);
        boolean passes = switch (kind) {
            case ENDPOINT_INDEPENDENT, UNKNOWN -> true;
            case ADDRESS_DEPENDENT -> known.stream().anyMatch(to -> to.ip().equals(from.ip()));
            case ADDRESS_AND_PORT_DEPENDENT -> known.contains(from);
        };
        if (passes) {
            client.onStun(socket, from, datagram, now);
        }
    }

    private void after(Runnable what) {
        queue.add(new Due(now.plus(LEG), order++, what));
    }

    private void run(Duration span) {
        runUntil(now.plus(span), () -> false);
    }

    private void runUntil(Moment end, java.util.function.BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Moment due = queue.isEmpty() ? Moment.NEVER : queue.peek().at();
            Moment next = due.earlier(client.wakeAt());
            if (end.isBefore(next)) {
                now = end;
                return;
            }
            now = next.isBefore(now) ? now : next;
            if (due.reached(now)) {
                queue.remove().what().run();
            } else {
                List<Effect> effects = new ArrayList<>();
                client.wake(now, effects);
                effects.forEach(this::carryOut);
            }
        }
    }
}
