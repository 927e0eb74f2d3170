package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.LocalSocket.Observation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final UdpAddress SEEN = UdpAddress.parse("203.0.113.9:4000").orElseThrow();
    private static final Duration LEASE = Duration.ofSeconds(90);

    private final Registration registration = new Registration();
    private Moment now = Moment.ZERO;

    @Test
    void a_registration_is_renewed_after_a_third_of_its_lease() {
        register();
        registration.onRegistered(registered(List.of(SEEN)), now);
        assertThat(registration.wakeAt()).isEqualTo(now.plus(Duration.ofSeconds(30)));
    }

    @Test
    void one_that_an_older_one_has_overtaken_is_repeated_at_once() {
        register();
        registration.onRegistered(registered(List.of(SEEN)), now);
        registration.onRegistered(registered(List.of()), now);
        assertThat(registration.wakeAt()).isEqualTo(now.plus(Registration.FIRST_RETRY));
        now = registration.wakeAt();
        register();
    }

    @Test
    void a_manager_that_never_attests_an_address_is_not_asked_without_end() {
        registration.onConnected(true, now);
        int asked = 0;
        while (now.isBefore(Moment.ZERO.plus(Duration.ofSeconds(20)))) {
            register();
            asked++;
            registration.onRegistered(registered(List.of()), now);
            now = registration.wakeAt();
        }
        assertThat(asked).isEqualTo(Registration.MOST_RETRIES_FOR_ADDRESSES);
        assertThat(registration.wakeAt()).isEqualTo(now);
        assertThat(now).isGreaterThan(Moment.ZERO.plus(Duration.ofSeconds(30)));
    }

    @Test
    void nor_where_its_answers_come_in_late() {
        registration.onConnected(true, now);
        Duration roundTrip = Duration.ofMillis(600);
        Deque<Moment> answers = new ArrayDeque<>();
        int asked = 0;
        while (now.isBefore(Moment.ZERO.plus(Duration.ofSeconds(20)))) {
            if (registration.wakeAt().reached(now)) {
                register();
                asked++;
                answers.add(now.plus(roundTrip));
            }
            if (!answers.isEmpty() && answers.getFirst().reached(now)) {
                answers.removeFirst();
                registration.onRegistered(registered(List.of()), now);
            }
            now = now.plus(Duration.ofMillis(50));
        }
        assertThat(asked).isEqualTo(Registration.MOST_RETRIES_FOR_ADDRESSES);
    }

    private void register() {
        if (registration.wakeAt() == Moment.NEVER) {
            registration.onConnected(true, now);
        }
        LocalSocket socket =
                new LocalSocket(0, List.of(), Optional.of(new Observation(SEEN, Bytes.owning(new byte[24]))));
        assertThat(registration.wake(List.of(socket), Firewall.UNKNOWN, Bytes.EMPTY, now))
                .isPresent();
    }

    private static ControlSignal.Registered registered(List<UdpAddress> attested) {
        return new ControlSignal.Registered("anna", "home", LEASE, attested);
    }
}
