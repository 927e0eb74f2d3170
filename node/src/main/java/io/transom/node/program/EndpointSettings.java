package io.transom.node.program;

import io.transom.core.Input;
import io.transom.core.endpoint.Auditing;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.trust.InviteCode;
import io.transom.media.opus.OpusCodecs;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.MqttControl;
import io.transom.node.host.Audience;
import io.transom.node.host.Parts;
import io.transom.node.keys.KeyStore;
import io.transom.node.lan.LanLine;
import io.transom.node.router.HomeRouter;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import io.transom.node.tunnel.WebSocketTunnels;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Entropy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What agent and caller are started with.
 *
 * @param data directory of the endpoint's keys
 * @param invite to join with; not needed once joined
 * @param udpPorts primary first, 0 = any
 * @param router to be asked for port mappings, made when the endpoint starts
 * @param lan to find others of the household in this home by, likewise
 * @param clock what time it is, and whether that can be believed
 * @param pace the clocks by which this machine's sleep is noticed and its sound kept in time
 * @param access what the user says of TLS to the manager
 * @param events takes every event; must not block
 */
public record EndpointSettings(
        ManagerUrl manager,
        Path data,
        Optional<InviteCode> invite,
        UdpSockets.Factory udp,
        List<Integer> udpPorts,
        Supplier<HomeRouter> router,
        Supplier<LanLine> lan,
        Supplier<Input.ClockRead> clock,
        Pace pace,
        ManagerAccess.Rules access,
        Consumer<Event> events) {
    public EndpointSettings {
        udpPorts = List.copyOf(udpPorts);
    }

    /** Without a router that could be asked for port mappings, and without multicast. */
    public EndpointSettings(
            ManagerUrl manager,
            Path data,
            Optional<InviteCode> invite,
            UdpSockets.Factory udp,
            List<Integer> udpPorts,
            Consumer<Event> events) {
        this(
                manager,
                data,
                invite,
                udp,
                udpPorts,
                HomeRouter::none,
                LanLine::none,
                ClockTeller::ofThisMachine,
                Pace.system(),
                ManagerAccess.Rules.usual(),
                events);
    }

    public EndpointSettings withAccess(ManagerAccess.Rules others) {
        return new EndpointSettings(manager, data, invite, udp, udpPorts, router, lan, clock, pace, others, events);
    }

    public EndpointSettings withClock(Supplier<Input.ClockRead> other) {
        return new EndpointSettings(manager, data, invite, udp, udpPorts, router, lan, other, pace, access, events);
    }

    public EndpointSettings withPace(Pace other) {
        return new EndpointSettings(manager, data, invite, udp, udpPorts, router, lan, clock, other, access, events);
    }

    /** Who we are and whom we know, for the core. */
    public Station.Settings station(KeyStore keys) {
        return new Station.Settings(
                keys.identity(),
                keys.toUse(invite),
                keys.manager(),
                keys.pins(),
                keys.members(),
                keys.countStart(),
                keys.household(),
                new Auditing.Known(keys.audit().recent(), keys.headsOfOthers()),
                keys.latestTime());
    }

    /** The real world, for the host. */
    public Parts parts(
            KeyStore keys, Consumer<Event> hearing, SoundCard soundCard, Entropy entropy, Audience audience) {
        ManagerAccess way = new ManagerAccess(manager, access, keys.tlsPort());
        return new Parts(
                new MqttControl(way),
                new WebSocketTunnels(way),
                udp,
                udpPorts,
                router.get(),
                lan.get(),
                soundCard,
                OpusCodecs::open,
                entropy,
                pace,
                hearing,
                audience);
    }
}
