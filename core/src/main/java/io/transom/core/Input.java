package io.transom.core;

import io.transom.core.household.Issuing;
import io.transom.core.household.PairingCode;
import io.transom.core.lan.Subnet;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.IpAddress;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.household.SignedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can happen to an endpoint. */
public sealed interface Input {
    /** Time has passed: {@code wakeAt()} was reached. */
    record Wake() implements Input {}

    // ---- the control connection ----

    /** The manager's one-time challenge and its keys, as {@code GET /challenge} told them. */
    record ChallengeArrived(Bytes challenge, PublicIdentity manager) implements Input {}

    /** MQTT CONNACK with success. */
    record Connected() implements Input {}

    /** MQTT CONNACK with a refusal: {@code reason} is for people. */
    record ConnectRefused(String reason) implements Input {}

    /** The challenge could not be fetched, the connection could not be made, or it broke. */
    record ConnectionLost(String reason) implements Input {}

    /** MQTT PUBLISH on one of our topics. */
    record MessageArrived(String topic, Bytes payload) implements Input {}

    // ---- UDP ----

    /**
     * The sockets are bound, at start or anew after the network has changed.
     *
     * @param hosts for each socket, primary first, its addresses on our own links
     * @param reflectors the reflector's addresses: primary port, then alternate port, then on the alternate address
     */
    record SocketsBound(List<List<UdpAddress>> hosts, List<UdpAddress> reflectors) implements Input {
        public SocketsBound {
            hosts = List.copyOf(hosts);
            reflectors = List.copyOf(reflectors);
        }
    }

    /** A datagram that isn't SRTP or SRTCP (those go straight to the call's voice), out of its channel's frame if it had one. */
    record DatagramArrived(Way way, Bytes datagram) implements Input {
        public DatagramArrived(int socket, UdpAddress from, Bytes datagram) {
            this(Way.direct(socket, from), datagram);
        }
    }

    // ---- the home ----

    /** The links of ours that multicast is spoken on, at start and whenever they are others; never told where none is wanted. */
    record LinksChanged(List<Subnet> links) implements Input {
        public LinksChanged {
            links = List.copyOf(links);
        }
    }

    /** An mDNS message on one of those links. */
    record MulticastHeard(UdpAddress from, Bytes message) implements Input {}

    // ---- the tunnel ----

    /** The WebSocket to the manager's relay stands. */
    record TunnelOpened(CallId call) implements Input {}

    /** It could not be made, or broke; {@code reason} is for people. */
    record TunnelClosed(CallId call, String reason) implements Input {}

    // ---- the home's router ----

    /** The default gateway of our own link is another one, or gone. Never told where port mappings aren't wanted. */
    record GatewayChanged(Optional<Gateway> gateway) implements Input {
        /**
         * @param address the router's, on our link
         * @param own ours on that link: what a datagram to the router leaves with
         */
        public record Gateway(IpAddress address, IpAddress own) {}
    }

    /** What came of AskUpnp: the mappings that a router granted, or none and a reason for people. */
    record UpnpAnswered(List<Mapped> mapped, String reason) implements Input {
        /** {@code lifetime} is zero where the router knows only mappings for good. */
        public record Mapped(int internalPort, UdpAddress external, Duration lifetime) {}

        public UpnpAnswered {
            mapped = List.copyOf(mapped);
        }
    }

    // ---- the voice of a call ----

    /** An authenticated SRTP packet came in; told for the first, then at most every 20 ms. */
    record VoiceHeard(CallId call, Way way) implements Input {}

    /** The first authenticated and decoded packet of captured sound. */
    record FirstSound(CallId call) implements Input {}

    /** The first packet of captured sound has left on the call's route. */
    record FirstSoundSent(CallId call) implements Input {}

    // ---- the device's hardware ----

    /** The doorbell's button or push-to-talk, debounced. */
    record LineChanged(Line line, boolean active) implements Input {
        /** Which input. */
        public enum Line {
            BUTTON,
            TALK
        }
    }

    /** The relay has moved; or it hasn't, and {@code reason} says why to people. */
    record RelayAnswered(boolean moved, String reason) implements Input {}
    // ---- the household ----

    /** What concerns who is a member, and what members are told of a log. */
    sealed interface OfHousehold extends Input {}

    /**
     * What the machine's clock says; told at the start and now and then.
     *
     * @param seconds since 1970
     * @param synchronised whether something that knows the time has set it since the machine started
     */
    record ClockRead(long seconds, boolean synchronised) implements OfHousehold {}

    /** Statements that this side's own program has signed: they are spread. */
    record Stated(List<SignedStatement> statements) implements OfHousehold {
        public Stated {
            statements = List.copyOf(statements);
        }
    }

    /** Whoever knows this code is to be let in, once; {@code terms} without a name mean the one that the manager knows. */
    record OpenInvite(PairingCode code, Issuing.Authority authority, Issuing.Terms terms) implements OfHousehold {}

    /** Nobody is to be let in with this code any more. */
    record CloseInvite(PairingCode code) implements OfHousehold {}

    /** Join the household that has made this code; as a device only once its button is pressed. */
    record JoinHousehold(PairingCode code, Role as) implements OfHousehold {}

    /** Read now what that intercom has written down. */
    record ReadLog(EndpointId of) implements OfHousehold {}

    /** Whether some of our log isn't on the disk: while that is so it is told to nobody, for a restart would lose it. */
    record LogUnwritten(boolean unwritten) implements OfHousehold {}

    // ---- the person at the caller's app ----

    /** Call the device of that name. */
    record Ask(String name) implements Input {}

    /** Answer the ring. */
    record AnswerRing(CallId ring) implements Input {}

    /** Hear the visitor of this ring before it is answered, or no more. Told of a ring that was offered so (Effect.OfferRing). */
    record Listen(CallId ring, boolean on) implements Input {}

    /** The caller's own push-to-talk (or an open microphone for the length of the call). */
    record Talk(boolean open) implements Input {}

    /**
     * Have a door opened.
     *
     * @param lock the name of the endpoint that drives its lock; empty for the one that we talk to
     */
    record OpenDoor(String lock) implements Input {}

    /** End this call. */
    record HangUp(CallId call) implements Input {}

    /** End everything: hang up, leave, disconnect. */
    record ShutDown() implements Input {}
}
