package io.transom.simulator.world;

import io.transom.media.voice.Voice;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every packet of sound that one machine hears: when, and which (RFC 3550 section 5.1, the sequence number). */
final class SoundLog implements Watcher {
    private record Heard(Moment at, int sequence) {}

    private final EventQueue time;
    private final Machine ear;
    private final List<Heard> heard = new ArrayList<>();

    SoundLog(EventQueue time, Machine ear) {
        this.time = time;
        this.ear = ear;
    }

    @Override
    public void soundArrived(Machine machine, CallId call, Bytes packet, Voice.Arrival arrival) {
        if (machine == ear && arrival == Voice.Arrival.SOUND) {
            heard.add(new Heard(time.now(), packet.at(2) << 8 | packet.at(3)));
        }
    }

    int packets() {
        return heard.size();
    }

    /** The longest time without a packet that ended after {@code since}; silence to the end counts. */
    Duration longestGap(Moment since) {
        Duration longest = Duration.ZERO;
        Moment before = since;
        for (Heard one : heard) {
            if (!one.at().isBefore(since)) {
                longest = longer(longest, one.at().since(before));
                before = one.at();
            } else {
                before = since;
            }
        }
        return longer(longest, time.now().since(before));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Numbers between the first and the last one that never came, or came twice. */
    long lostOrDoubled() {
        List<Integer> numbers = heard.stream().map(Heard::sequence).toList();
        long distinct = numbers.stream().distinct().count();
        int first = numbers.getFirst();
        int span = numbers.stream()
                        .mapToInt(number -> number - first & 0xFFFF)
                        .max()
                        .orElseThrow()
                + 1;
        return span - distinct + (numbers.size() - distinct);
    }
}
