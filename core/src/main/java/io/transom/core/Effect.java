package io.transom.core;

import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.core.audit.AuditEntry;
import io.transom.core.event.Event;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that an endpoint can want done. Effects are carried out in order. */
public sealed interface Effect {
    // ---- the control connection ----

    /** {@code GET /challenge} at the manager; answered by ChallengeArrived or ConnectionLost. */
    record FetchChallenge() implements Effect {}

    /**
     * MQTT CONNECT with clean start; client id = username = our id. Subscribes {@code downTopic} before it answers
     * Connected. Answered by Connected, ConnectRefused or ConnectionLost.
     */
    record Connect(String username, Bytes password, String downTopic, String willTopic, Bytes will) implements Effect {}

    /** MQTT PUBLISH, QoS 0, not retained. */
    record Publish(String topic, Bytes payload) implements Effect {}

    /** Close the control connection, however it stands; nothing answers. */
    record Disconnect() implements Effect {}

    // ---- UDP ----

    /** {@code datagram} as the other end is to get it: the frames of a relay's channel are put around it outside. */
    record SendDatagram(Way way, Bytes datagram) implements Effect {
        public SendDatagram(int socket, UdpAddress to, Bytes datagram) {
            this(Way.direct(socket, to), datagram);
        }
    }

    /**
     * Bind one more socket, to any port; what it hears arrives as this socket's. Nothing answers: where it can't be had,
     * nothing arrives. One that is open already stays as it is.
     */
    record OpenSpareSocket(int socket) implements Effect {
        /** The registered sockets are counted in one octet, so nothing beneath is ever a spare one. */
        public static final int FIRST = 256;

        public OpenSpareSocket {
            if (socket < FIRST) {
                throw new IllegalArgumentException("socket " + socket + " is no spare one");
            }
        }
    }

    /** Give it back. */
    record CloseSpareSocket(int socket) implements Effect {}

    /** One mDNS message (RFC 6762), from port 5353 to 224.0.0.251 port 5353 on every link that LinksChanged named. */
    record Multicast(Bytes message) implements Effect {}

    // ---- the tunnel ----

    /** WebSocket to the manager's relay; answered by TunnelOpened or TunnelClosed. There is one, for one call at a time. */
    record OpenTunnel(CallId call) implements Effect {}

    /** Close it, however it stands; nothing answers. */
    record CloseTunnel(CallId call) implements Effect {}

    // ---- the home's router ----

    /**
     * Ask the routers on {@code gateway}'s link by UPnP-IGD to map these UDP ports of ours; answered by UpnpAnswered.
     *
     * @param lifetime wanted; asking again renews
     */
    record AskUpnp(Gateway gateway, List<Integer> ports, Duration lifetime) implements Effect {
        public AskUpnp {
            ports = List.copyOf(ports);
        }
    }

    /** Give back what UPnP-IGD has granted; nothing answers. */
    record EndUpnp() implements Effect {}

    // ---- the voice of a call ----

    /** Make the call's voice; its microphone stays closed, it has no route. */
    record StartVoice(CallId call, MediaKeys keys) implements Effect {}

    /**
     * From now on the voice's packets go this way.
     *
     * @param budget most packets and octets until the path is proved; empty once it is
     */
    record RouteVoice(CallId call, Way way, Optional<Budget> budget) implements Effect {
        /** Early sound's allowance. */
        public record Budget(int packets, int octets) {}
    }

    /** Nothing may be sent for now: the route is gone. */
    record UnrouteVoice(CallId call) implements Effect {}

    /** What the microphone does from now on. The lamp follows it, driven from the capture path. */
    record SetMicrophone(CallId call, Microphone mode) implements Effect {
        /** CLOSED: not read. PRE_ROLL: read into memory only (lamp blinks). OPEN: sent (lamp steady). */
        public enum Microphone {
            CLOSED,
            PRE_ROLL,
            OPEN
        }
    }

    record StopVoice(CallId call) implements Effect {}

    // ---- the sound of a ring, before anybody has answered ----

    /** One direction only: from a door's microphone to those of the household who listen. */
    sealed interface OfPreview extends Effect {}

    /**
     * Make the ring's sound (device): nobody is sent anything yet, its microphone stays closed until SetMicrophone says
     * otherwise. It is never played here.
     */
    record StartPreview(CallId ring) implements OfPreview {}

    /** From now on this one is sent it as well, encrypted with {@code key}; said again where only the way is another. */
    record PreviewTo(CallId ring, EndpointId listener, MediaKey key, Way way) implements OfPreview {}

    /** This one is sent no more. */
    record EndPreviewTo(CallId ring, EndpointId listener) implements OfPreview {}

    /** The microphone is closed and nobody is sent anything, at once. */
    record StopPreview(CallId ring) implements OfPreview {}

    /** Play what comes of that ring (caller); our own microphone has no part in it. */
    record StartListening(CallId ring, MediaKey key) implements OfPreview {}

    record StopListening(CallId ring) implements OfPreview {}

    // ---- the door ----

    /** Hold the relay of {@code door} for {@code length}, once; answered by RelayAnswered. */
    record PulseRelay(String door, Duration length) implements Effect {}

    // ---- people and storage ----

    /** Make the sound of a bell (device: "someone was called"; caller: "someone is at the door"), or stop it. */
    record Chime(boolean on) implements Effect {}

    /**
     * A ring has come in (caller): offer to answer it.
     *
     * @param preview the visitor can be heard before (Input.Listen)
     */
    record OfferRing(CallId ring, String from, boolean preview) implements Effect {}

    /** Remember for good whose keys this name stands for, instead of what was remembered of the same keys. */
    record Pin(Member member) implements Effect {}

    /**
     * The manager, proved, takes our connections over TLS on that port, or with 0 no more: try it, and remember for good what
     * works.
     */
    record PreferTls(int port) implements Effect {}

    /** Remember for good who is a member: all of it, in place of what was remembered before. */
    record KeepHousehold(StatementSet statements) implements Effect {}

    /** Remember for good that it isn't earlier than that, in seconds since 1970: about once an hour at most. */
    record KeepTime(long seconds) implements Effect {}

    /**
     * Add this to the log of what was let happen, for good, before anything that follows is carried out. Where that fails
     * no microphone opens and no relay moves until it is mended.
     */
    record KeepAudit(AuditEntry entry) implements Effect {}

    /** Keep the copy of an intercom's log as it is, and begin another: it isn't that log any more. */
    record SetLogAside(EndpointId whose) implements Effect {}

    /**
     * Add these to the copy of an intercom's log. What the disk doesn't take is read again at the next start: the intercom
     * still has it.
     */
    record KeepLogOf(EndpointId whose, List<AuditEntry> entries) implements Effect {
        public KeepLogOf {
            entries = List.copyOf(entries);
        }
    }

    /** The call is over; nothing more follows for it. */
    record CallOver(CallId call, boolean soundWasHeard, String reason) implements Effect {}

    /** What came of OpenDoor: {@code words} are for people. */
    record DoorAnswered(boolean open, String words) implements Effect {}

    /** The control connection can't be had and trying again is pointless (a bad invite, a wrong manager key). */
    record GiveUp(String reason) implements Effect {}

    /** Tell the timeline. */
    record Note(Event event) implements Effect {}
}
