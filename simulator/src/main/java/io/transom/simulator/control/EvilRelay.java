package io.transom.simulator.control;

import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.simulator.net.Dice;
import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an evil manager's relay makes of a datagram that a true one would pass on as it is. */
final class EvilRelay {
    /** Out of the last so many one is said again, or said to somebody else. */
    private static final int MOST_KEPT = 32;

    /** As long as a packet of sound. */
    private static final int FORGED_LENGTH = 100;

    private static final Duration LATEST = Duration.ofMillis(500);

    /** What leaves, and how much later than from a true relay. */
    record Late(Relay.Out out, Duration by) {}

    private final Dice dice;
    private final List<Relay.Out> kept = new ArrayList<>();

    EvilRelay(Dice dice) {
        this.dice = dice;
    }

    List<Late> twist(Lie lie, Origin from, Relay.Out out) {
        if (kept.size() >= MOST_KEPT) {
            kept.removeFirst();
        }
        kept.add(out);
        Relay.Out other = dice.oneOf(kept);
        return switch (lie) {
            // Back to where it came from, or what somebody else should have had.
            case RELAY_SWAPS ->
                dice.chance(0.5)
                        ? List.of(onTime(new Relay.Out(from, out.datagram())))
                        : List.of(onTime(new Relay.Out(out.to(), other.datagram())));
            case RELAY_DROPS -> List.of();
            case RELAY_REPLAYS -> List.of(onTime(out), onTime(other));
            case RELAY_REORDERS -> List.of(new Late(out, dice.between(Duration.ofMillis(1), LATEST)));
            case RELAY_ALTERS -> List.of(onTime(new Relay.Out(out.to(), altered(out.datagram()))));
            case RELAY_FORGES -> List.of(onTime(new Relay.Out(out.to(), forged(out.datagram()))), onTime(out));
            default -> List.of(onTime(out));
        };
    }

    static Late onTime(Relay.Out out) {
        return new Late(out, Duration.ZERO);
    }

    /** RFC 3550 section 5.1: version 2, and of that whatever the dice say. */
    private Bytes forged(Bytes datagram) {
        byte[] sound = dice.bytes(FORGED_LENGTH).toArray();
        sound[0] = (byte) 0x80;
        return ChannelFrame.decode(datagram)
                .map(frame -> new ChannelFrame(frame.channel(), Bytes.owning(sound)).encode())
                .orElse(datagram);
    }

    private Bytes altered(Bytes datagram) {
        byte[] octets = datagram.toArray();
        if (octets.length > 0) {
            octets[dice.below(octets.length)] ^= (byte) (1 << dice.below(8));
        }
        return Bytes.owning(octets);
    }
}
