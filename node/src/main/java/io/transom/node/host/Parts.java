package io.transom.node.host;

import io.transom.core.event.Event;
import io.transom.media.opus.OpusCodec;
import io.transom.node.control.Control;
import io.transom.node.lan.LanLine;
import io.transom.node.router.HomeRouter;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import io.transom.node.tunnel.Tunnels;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Entropy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an endpoint is hosted with.
 *
 * @param control closed with the host
 * @param tunnels likewise
 * @param ports UDP ports to bind, primary first, 0 = any
 * @param router to be asked for port mappings; closed with the host
 * @param lan to find others of the household in this home by; closed with the host
 * @param codec a fresh codec for each call
 * @param events takes every event; must not block
 */
public record Parts(
        Control control,
        Tunnels tunnels,
        UdpSockets.Factory udp,
        List<Integer> ports,
        HomeRouter router,
        LanLine lan,
        SoundCard soundCard,
        Supplier<OpusCodec> codec,
        Entropy entropy,
        Pace pace,
        Consumer<Event> events,
        Audience audience) {
    public Parts {
        ports = List.copyOf(ports);
    }
}
