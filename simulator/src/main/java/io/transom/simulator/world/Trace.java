package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.simulator.control.Overseer;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Everything that happened, as one hash: two runs of a seed are the same run if these agree. The timeline is what of it a
 * person wants to read; a verbose one also names every datagram and message.
 */
final class Trace implements Internet.Observer, Watcher, Overseer {
    /** For whom nothing is put into words. */
    static final Consumer<String> NOBODY = line -> {};

    private final EventQueue time;
    private final Consumer<String> lines;
    private final boolean verbose;
    private final MessageDigest digest;
    private final byte[] stamp = new byte[Long.BYTES + 1];
    /** What the digest has still to hear: it takes a few thousand octets at once much faster than a few. */
    private final byte[] waiting = new byte[8192];

    private int filled;

    Trace(EventQueue time, Consumer<String> lines, boolean verbose) {
        this.time = time;
        this.lines = lines;
        this.verbose = verbose;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 of everything up to now; the trace ends with it. */
    String hash() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    void say(String who, String what) {
        if (lines == NOBODY) {
            return;
        }
        lines.accept(String.format(
                Locale.ROOT, "%9.1f ms  %-8s %s", time.now().since(Moment.ZERO).toNanos() / 1e6, who, what));
    }

    // ---- the network ----

    @Override
    public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
        record('s', datagram);
        if (verbose) {
            say(host.name(), "sends " + datagram.length() + " octets from " + outside + " to " + to);
        }
    }

    @Override
    public void delivered(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {
        record('d', datagram);
        if (verbose) {
            say(host.name(), "hears " + datagram.length() + " octets from " + from);
        }
    }

    @Override
    public void lost(Internet.Loss why, UdpAddress from, UdpAddress to, Bytes datagram) {
        record((char) ('0' + why.ordinal()), datagram);
        if (verbose) {
            String where = why.name().toLowerCase(Locale.ROOT);
            say("", datagram.length() + " octets from " + from + " to " + to + " are lost (" + where + ")");
        }
    }

    // ---- the control connections ----

    @Override
    public void sent(Message message) {
        record('c', message.payload());
        if (verbose) {
            say(message.from(), "to " + message.to() + ": " + message.what());
        }
    }

    @Override
    public void arrived(Message message) {
        record('a', message.payload());
    }

    @Override
    public void managerNoted(Event event) {
        if (lines != NOBODY) {
            say("manager", text(event));
        }
        record('m', Bytes.utf8(event.name().text()));
    }

    // ---- the machines ----

    @Override
    public void input(Machine machine, Input input) {
        switch (input) {
            case Input.Ask ask -> say(machine.name(), "asks for " + ask.name());
            case Input.AnswerRing ignored -> say(machine.name(), "answers the ring");
            case Input.HangUp ignored -> say(machine.name(), "hangs up");
            default -> {}
        }
        record('i', Bytes.utf8(machine.name() + input.getClass().getSimpleName()));
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        if (lines == NOBODY) {
            record('e', Bytes.utf8(machine.name() + effect.getClass().getSimpleName()));
            return;
        }
        if (effect instanceof Effect.Note note) {
            say(machine.name(), text(note.event()));
        } else if (effect instanceof Effect.CallOver over) {
            say(machine.name(), "the call is over: " + over.reason());
        }
        record('e', Bytes.utf8(machine.name() + effect.getClass().getSimpleName()));
    }

    private static String text(Event event) {
        return event.name().text()
                + event.fields().stream()
                        .map(field -> " " + field.key() + "=" + field.value())
                        .collect(Collectors.joining());
    }

    private void record(char what, Bytes octets) {
        ByteBuffer.wrap(stamp).putLong(time.now().nanos()).put((byte) what);
        digest(stamp);
        digest(octets.shared());
    }

    private void digest(byte[] octets) {
        if (octets.length > waiting.length - filled) {
            flush();
        }
        if (octets.length > waiting.length) {
            digest.update(octets);
            return;
        }
        System.arraycopy(octets, 0, waiting, filled, octets.length);
        filled += octets.length;
    }

    private void flush() {
        digest.update(waiting, 0, filled);
        filled = 0;
    }

    /** What people and faults do. */
    void happened(String who, String what) {
        say(who, what);
        digest(what.getBytes(StandardCharsets.UTF_8));
    }
}
