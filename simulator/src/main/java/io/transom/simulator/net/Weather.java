package io.transom.simulator.net;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.List;

/** What the internet does to a datagram beyond the plain way's delay. */
@FunctionalInterface
public interface Weather {
    /** Nothing at all. */
    Weather CLEAR = packet -> List.of(Duration.ZERO);

    /** A datagram as the internet sees it, between two routers. */
    record Packet(UdpAddress from, UdpAddress to, Bytes datagram) {}

    /** How much later than usual each copy arrives: empty where the packet is lost, two where it is doubled. */
    List<Duration> copies(Packet packet);

    /**
     * Weather by chance.
     *
     * @param loss and {@code duplication}, {@code reordering}: probabilities
     * @param jitter every packet is later by up to that, evenly spread
     * @param straggling a reordered packet is later by up to that, and packets sent after it overtake it
     */
    record Quality(double loss, double duplication, double reordering, Duration jitter, Duration straggling) {
        public static Quality steady(Duration jitter) {
            return new Quality(0, 0, 0, jitter, Duration.ZERO);
        }

        public Weather with(Dice dice) {
            return packet -> {
                if (dice.chance(loss)) {
                    return List.of();
                }
                Duration first = late(dice);
                return dice.chance(duplication) ? List.of(first, late(dice)) : List.of(first);
            };
        }

        private Duration late(Dice dice) {
            Duration jittered = dice.between(Duration.ZERO, jitter);
            return dice.chance(reordering) ? jittered.plus(dice.between(Duration.ZERO, straggling)) : jittered;
        }
    }
}
