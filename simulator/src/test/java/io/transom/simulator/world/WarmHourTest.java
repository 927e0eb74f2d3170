package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.simulator.home.Machine;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a warm window costs in an hour in which nobody presses, both ways; prints the rows of docs/benchmarks.md. */
class WarmHourTest {
    /** IPv4 and UDP. */
    private static final int HEADERS = 28;
    /** Both ends have measured by then how long an idle mapping lives, and the window has been renewed since. */
    private static final Duration SETTLED = Duration.ofMinutes(70);

    /** What goes from one home to the other. */
    private static final class Count implements Internet.Observer {
        private final Town town;
        private int packets;
        private long octets;

        Count(Town town) {
            this.town = town;
        }

        @Override
        public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
            boolean toDoor = host == town.caller().host() && to.ip().equals(publicIp(town.device()));
            boolean toApp = host == town.device().host() && to.ip().equals(publicIp(town.caller()));
            if (toDoor || toApp) {
                packets++;
                octets += datagram.length() + HEADERS;
            }
        }
    }

    private static IpAddress publicIp(Machine machine) {
        return machine.host().site().publicIp();
    }

    @ParameterizedTest
    @CsvSource({"30, 700, 85000", "120, 300, 35000", "600, 220, 26000"})
    void an_hour_of_a_warm_window_costs_little_and_still_rings_in_one_leg(int life, int mostPackets, long mostOctets) {
        RouterKind kind = RouterKind.parse("ei/apd").orElseThrow().expiring(Duration.ofSeconds(life));
        Scene scene = new Scene(kind, kind);
        scene.run(SETTLED);
        Count count = new Count(scene.town);
        scene.town.internet().observe(count);
        scene.run(Duration.ofHours(1));
        System.out.printf(Locale.ROOT, "| %d s | %,d | %,d |%n", life, count.packets, count.octets);
        assertThat(count.packets).isBetween(1, mostPackets);
        assertThat(count.octets).isLessThan(mostOctets);
        scene.press().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.RINGING)).contains(Scene.LEG);
    }
}
