package io.transom.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.path.PathEngine.Output;
import io.transom.core.path.PathEngine.Output.Transmit;
import io.transom.core.path.PathEngine.Settings;
import io.transom.core.path.Target.Type;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However many calls and windows somebody makes an endpoint begin, all together send a stranger no more than one may. */
class AllowanceTest {
    private static final IpAddress VICTIM = IpAddress.of(198, 51, 100, 1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Allowance allowance = new Allowance();

    private PathEngine engine(int number) {
        byte[] call = new byte[16];
        call[0] = (byte) number;
        Settings settings = new Settings(
                new CallId(Bytes.owning(call)),
                true,
                "callercallercall",
                "devicedevicedevi",
                TwoHomes.TO_DEVICE,
                TwoHomes.TO_CALLER,
                2);
        return new PathEngine(settings, allowance, count -> Bytes.owning(new byte[count]));
    }

    /** All engines are aimed at their targets at once, and each is woken whenever it wants to be. */
    private List<Moment> sent(List<List<Target>> aims) {
        List<Moment> sent = new ArrayList<>();
        List<PathEngine> engines = IntStream.range(0, aims.size())
                .mapToObj(number -> {
                    PathEngine engine = engine(number);
                    collect(engine.aim(aims.get(number), Moment.ZERO), Moment.ZERO, sent);
                    return engine;
                })
                .toList();
        Moment end = Moment.ZERO.plus(LONG);
        Moment now = next(engines);
        while (now.isBefore(end)) {
            for (PathEngine engine : engines) {
                if (!now.isBefore(engine.wakeAt())) {
                    collect(engine.wake(now), now, sent);
                }
            }
            now = next(engines);
        }
        return sent;
    }

    private static Moment next(List<PathEngine> engines) {
        return engines.stream().map(PathEngine::wakeAt).min(Moment::compareTo).orElseThrow();
    }

    private static void collect(List<Output> outputs, Moment now, List<Moment> sent) {
        outputs.stream().filter(Transmit.class::isInstance).forEach(output -> sent.add(now));
    }

    private static Target target(int port) {
        return new Target(Type.ATTESTED, new UdpAddress(VICTIM, port));
    }

    @Test
    void fifty_calls_to_one_port_send_it_what_one_call_may_and_one_packet_a_second() {
        List<Moment> sent = sent(
                IntStream.range(0, 50).mapToObj(call -> List.of(target(40_000))).toList());
        assertThat(sent)
                .hasSizeBetween(Allowance.AT_ONCE_PER_PORT, Allowance.AT_ONCE_PER_PORT + (int) LONG.toSeconds());
    }

    @Test
    void fifty_calls_to_a_port_each_send_their_address_80_packets_and_20_a_second() {
        List<Moment> sent = sent(IntStream.range(0, 50)
                .mapToObj(call -> List.of(target(40_000 + call)))
                .toList());
        int most = Allowance.AT_ONCE_PER_ADDRESS + 20 * (int) LONG.toSeconds();
        assertThat(sent).hasSizeBetween(Allowance.AT_ONCE_PER_ADDRESS, most);
        assertThat(sent)
                .filteredOn(at -> at.isBefore(Moment.ZERO.plus(Duration.ofSeconds(1))))
                .hasSizeLessThanOrEqualTo(Allowance.AT_ONCE_PER_ADDRESS + 20);
    }

    @Test
    void who_has_proved_itself_may_be_asked_again() {
        UdpAddress peer = target(40_000).address();
        IntStream.range(0, 100).forEach(ask -> allowance.take(peer, Moment.ZERO));
        assertThat(allowance.take(peer, Moment.ZERO)).isFalse();
        allowance.authenticated(peer);
        assertThat(allowance.take(peer, Moment.ZERO)).isTrue();
    }

    @Test
    void windows_leave_a_first_round_for_a_call() {
        UdpAddress peer = target(40_000).address();
        Allowance windows = allowance.ofWindows();
        long taken = IntStream.range(0, 100)
                .filter(ask -> windows.take(peer, Moment.ZERO))
                .count();
        assertThat(taken).isEqualTo(Allowance.AT_ONCE_PER_PORT - 12);
        long left = IntStream.range(0, 100)
                .filter(ask -> allowance.take(peer, Moment.ZERO))
                .count();
        assertThat(left).isEqualTo(12);
    }

    @Test
    void more_addresses_than_are_remembered_wait_until_others_have_rested() {
        for (int i = 0; i < 3 * Allowance.MOST; i++) {
            allowance.take(new UdpAddress(IpAddress.of(203, 0, i / 256, i % 256), 40_000), Moment.ZERO);
        }
        UdpAddress another = target(40_000).address();
        assertThat(allowance.take(another, Moment.ZERO)).isFalse();
        assertThat(allowance.take(another, Moment.ZERO.plus(Duration.ofSeconds(2))))
                .isTrue();
    }
}
