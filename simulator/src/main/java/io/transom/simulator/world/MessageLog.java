package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.simulator.control.Overseer;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The messages of a world in words, one a line: for people who want to see how a call comes about. */
final class MessageLog implements Internet.Observer, Overseer, Watcher {
    /** Of each direction's sound: the rest looks the same. */
    private static final int MOST_SOUND = 2;

    /** What is worth a line of what happens inside a machine; everything else can be seen from its messages. */
    private static final List<EventName> TOLD = List.of(
            EventName.REGISTERED,
            EventName.RINGING,
            EventName.CALL_REQUESTED,
            EventName.CALL_NOTICE,
            EventName.WINDOW_OPENED,
            EventName.READY,
            EventName.PATH_PROVED,
            EventName.FIRST_SOUND,
            EventName.TALKING,
            EventName.CALL_ENDED);

    private final EventQueue time;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> sound = new TreeMap<>();
    private final Map<Bytes, String> senders = new TreeMap<>();
    private Moment origin = Moment.ZERO;
    private boolean told = true;

    MessageLog(EventQueue time) {
        this.time = time;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** A new part, whose messages nobody needs to see. */
    void untold(String title) {
        part(title);
        told = false;
    }

    /** A new part, whose times count from now. */
    void part(String title) {
        soundSoFar();
        told = true;
        origin = time.now();
        lines.add("");
        lines.add(title);
    }

    /** Says how much sound was left out since the last time. */
    void soundSoFar() {
        sound.forEach((who, count) -> {
            if (count > MOST_SOUND) {
                lines.add("               " + who + " has sent " + count + " packets of sound");
            }
        });
        sound.clear();
    }

    private void line(String who, String arrow, String whom, String what) {
        if (!told) {
            return;
        }
        double millis = time.now().since(origin).toNanos() / 1e6;
        lines.add(String.format(Locale.ROOT, "%9.1f  %-7s %-2s %-7s  %s", millis, who, arrow, whom, what)
                .stripTrailing());
    }

    // ---- datagrams ----

    @Override
    public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
        senders.put(datagram, host.name());
        if (Datagrams.kind(datagram) != Datagrams.Kind.RTP || sound.merge(host.name(), 1, Integer::sum) <= MOST_SOUND) {
            line(host.name(), "~>", "", words(datagram) + "   " + outside + " to " + to);
        }
    }

    @Override
    public void delivered(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {
        if (Datagrams.kind(datagram) != Datagrams.Kind.RTP) {
            line(senders.getOrDefault(datagram, "?"), "~>", host.name(), words(datagram) + " arrives");
        }
    }

    @Override
    public void lost(Internet.Loss why, UdpAddress from, UdpAddress to, Bytes datagram) {
        String where = switch (why) {
            case ROUTER, REJECTED -> "is stopped by the router at " + to.ip() + ": its window is not open yet";
            case WEATHER -> "is lost on the way";
            case NOBODY -> "finds nobody at " + to.ip();
        };
        line(senders.getOrDefault(datagram, "?"), "~>", "", words(datagram) + " " + where);
    }

    private static String words(Bytes datagram) {
        String octets = " (" + datagram.length() + " octets)";
        if (Datagrams.kind(datagram) == Datagrams.Kind.RTP) {
            return "sound" + octets;
        }
        return StunCodec.decode(datagram).map(MessageLog::words).orElse("something unreadable") + octets;
    }

    private static String words(StunMessage message) {
        Optional<String> seen = message.first(StunAttribute.XorMappedAddress.class)
                .map(at -> at.address().toString());
        boolean reflected = message.has(StunAttribute.ObservationProof.class);
        Optional<String> carried = message.first(StunAttribute.SealedSignal.class)
                .flatMap(signal -> SignalKind.of(signal.kindAndEnvelope().at(0)))
                .map(kind ->
                        " with a sealed " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return switch (message.type()) {
            case BINDING_REQUEST ->
                message.has(StunAttribute.ChangeRequest.class)
                        ? "does your answer reach me?"
                        : message.has(StunAttribute.Username.class)
                                ? "null packet" + carried.orElse("")
                                : "where am I seen?";
            case BINDING_SUCCESS ->
                (reflected ? "you are seen at " : "null packet answered: came from ") + seen.orElse("?");
            case BINDING_ERROR -> "refused";
            case BINDING_INDICATION -> "indication";
            case CHANNEL_BIND_REQUEST -> "my channel is bound from here";
            case CHANNEL_BIND_SUCCESS -> "your channel is bound";
            case CHANNEL_BIND_ERROR -> "your channel is not bound";
        };
    }

    // ---- the control connections ----

    @Override
    public void sent(Message message) {
        line(message.from(), "->", message.to(), message.what());
    }

    // ---- what it means ----

    @Override
    public void input(Machine machine, Input input) {
        switch (input) {
            case Input.Ask ask -> line(machine.name(), "", "", "*** asks for " + ask.name());
            case Input.HangUp ignored -> line(machine.name(), "", "", "*** hangs up");
            default -> {}
        }
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        if (effect instanceof Effect.Note note && TOLD.contains(note.event().name())) {
            line(machine.name(), "", "", "*** " + note.event().name().text());
        }
    }
}
