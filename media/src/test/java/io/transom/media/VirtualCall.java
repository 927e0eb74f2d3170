package io.transom.media;

import io.transom.media.opus.OpusCodecs;
import io.transom.media.voice.Voice;
import io.transom.wire.Bytes;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Two voices and a network between them whose faults follow a seed; time passes as fast as the machine can. */
public final class VirtualCall implements AutoCloseable {
    public static final MediaKeys KEYS = new MediaKeys(
            Bytes.hex("000102030405060708090a0b0c0d0e0f"),
            Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaab"),
            Bytes.hex("101112131415161718191a1b1c1d1e1f"),
            Bytes.hex("b0b1b2b3b4b5b6b7b8b9babb"));

    /** What the network does. Fractions of packets; milliseconds. */
    public record Faults(double loss, double doubled, double delay, double jitter, double spikes) {
        public static final Faults NONE = new Faults(0, 0, 30, 0, 0);

        public Faults losing(double fraction) {
            return new Faults(fraction, doubled, delay, jitter, spikes);
        }

        public Faults jittery(double millis) {
            return new Faults(loss, doubled, delay, millis, spikes);
        }

        public Faults doubling(double fraction) {
            return new Faults(loss, fraction, delay, jitter, spikes);
        }
    }

    private record Flight(Moment arrival, long order, Bytes packet) {}

    public final Voice speaker;
    public final Voice listener;
    public final List<Bytes> sent = new ArrayList<>();
    public final List<Double> delays = new ArrayList<>();
    private final RandomGenerator random;
    private final Faults faults;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparing(Flight::arrival).thenComparingLong(Flight::order));
    private long order;
    private short[] recording = new short[0];

    public VirtualCall(long seed, Faults faults) {
        this(seed, faults, KEYS, KEYS.reversed());
    }

    public VirtualCall(long seed, Faults faults, MediaKeys speakerKeys, MediaKeys listenerKeys) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.faults = faults;
        speaker = new Voice(speakerKeys, OpusCodecs.open(), this::entropy);
        listener = new Voice(listenerKeys, OpusCodecs.open(), this::entropy);
    }

    private Bytes entropy(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return Bytes.owning(octets);
    }

    /** When frame {@code number} has been captured. The listener's card runs 7 ms out of step. */
    public static Moment captured(int number) {
        return Moment.ZERO.plus(Duration.ofMillis(20L * (number + 1)));
    }

    /** Speaks {@code sound} into the open microphone from frame {@code from} on; what the listener's speaker played is recorded. */
    public short[] speak(short[] sound, int from, int frames) {
        for (int i = from; i < from + frames; i++) {
            Moment now = captured(i);
            for (Bytes packet : speaker.capture(Speech.frame(sound, i), now)) {
                send(packet, now);
            }
            Moment tick = now.plus(Duration.ofMillis(7));
            deliver(tick);
            record(listener.play(tick));
            delays.add(listener.statistics().delayMs());
        }
        return recording;
    }

    private void send(Bytes packet, Moment now) {
        sent.add(packet);
        if (random.nextDouble() < faults.loss()) {
            return;
        }
        int copies = random.nextDouble() < faults.doubled() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            double millis = faults.delay()
                    + faults.jitter() * random.nextDouble()
                    + (random.nextDouble() < faults.spikes() ? 150 : 0);
            flights.add(new Flight(now.plus(Duration.ofNanos((long) (millis * 1e6))), order++, packet));
        }
    }

    private void deliver(Moment now) {
        while (!flights.isEmpty() && flights.peek().arrival().reached(now)) {
            Flight flight = flights.remove();
            listener.arrive(flight.packet(), flight.arrival());
        }
    }

    private void record(short[] frame) {
        int length = recording.length;
        recording = Arrays.copyOf(recording, length + frame.length);
        System.arraycopy(frame, 0, recording, length, frame.length);
    }

    @Override
    public void close() {
        speaker.close();
        listener.close();
    }
}
