package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What it costs to be there: an hour of an endpoint that nobody calls. Prints the table of docs/benchmarks.md. */
class IdleHourTest {
    private static final Duration HOUR = Duration.ofHours(1);
    /** IPv4 and UDP. */
    private static final int HEADERS = 28;

    private record Hour(int packets, long octets) {}

    private final StringBuilder table = new StringBuilder();

    @Test
    void an_idle_hour_costs_less_where_the_router_remembers_longer() {
        Hour unknown = steadyHour("not measured", Duration.ofSeconds(120), false);
        Hour halfMinute = steadyHour("30 s", Duration.ofSeconds(30), true);
        Hour twoMinutes = steadyHour("120 s", Duration.ofSeconds(120), true);
        Hour tenMinutes = steadyHour("600 s", Duration.ofSeconds(600), true);
        System.out.print(table);
        assertThat(twoMinutes.octets()).isLessThan(unknown.octets() * 2 / 5);
        assertThat(tenMinutes.octets()).isLessThan(twoMinutes.octets());
        assertThat(halfMinute.octets()).as("a pace of 14 s instead of 15 s").isLessThan(unknown.octets() * 11 / 10);
    }

    private Hour steadyHour(String name, Duration life, boolean measurable) {
        MeasuredHome home = new MeasuredHome();
        home.life = life;
        if (!measurable) {
            home.lost = datagram -> StunCodec.decode(datagram).orElseThrow().has(StunAttribute.ResponsePort.class);
        }
        Hour first = hour(home.begin());
        Hour steady = hour(home);
        table.append(String.format(
                Locale.ROOT,
                "| %s | %.1f s | %d | %d | %d | %d |%n",
                name,
                home.client.keepalive().toMillis() / 1e3,
                first.packets(),
                first.octets(),
                steady.packets(),
                steady.octets()));
        return steady;
    }

    private static Hour hour(MeasuredHome home) {
        int packets = home.sentPackets + home.heardPackets;
        long octets = home.sentOctets + home.heardOctets;
        home.run(HOUR);
        packets = home.sentPackets + home.heardPackets - packets;
        return new Hour(packets, home.sentOctets + home.heardOctets - octets + (long) packets * HEADERS);
    }
}
