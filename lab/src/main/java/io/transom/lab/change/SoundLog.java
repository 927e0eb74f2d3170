package io.transom.lab.change;

import io.transom.lab.tun.HomeTap;
import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The packets of sound that one home sends and is given, directly, in a relay's channel, or in the tunnel. */
final class SoundLog implements HomeTap {
    /** RFC 7983: what begins with these is RTP or RTCP. */
    private static final int FIRST_RTP = 128;

    private static final int LAST_RTP = 191;
    /** RFC 5761 section 4: with these in the second octet it is RTCP. */
    private static final int FIRST_RTCP = 192;

    private static final int LAST_RTCP = 223;

    /** {@code name}: SSRC and sequence number. No call here is so long that a number comes twice. */
    private record Packet(long nanos, long name) {}

    private final List<Packet> sent = new ArrayList<>();
    private final List<Packet> arrived = new ArrayList<>();
    private final Set<Long> byTcpAlready = new LinkedHashSet<>();

    @Override
    public synchronized void saw(boolean arriving, long nanos, boolean byTcp, Bytes octets) {
        if (byTcp) {
            // In a tunnel everything is in a channel; what isn't is MQTT, which may begin as RTP does.
            TunnelFrames.in(octets).stream()
                    .filter(frame -> ChannelFrame.decode(frame).isPresent())
                    .forEach(frame -> add(arriving, nanos, true, frame));
        } else {
            add(arriving, nanos, false, octets);
        }
    }

    private void add(boolean arriving, long nanos, boolean byTcp, Bytes datagram) {
        Bytes inner = ChannelFrame.decode(datagram).map(ChannelFrame::datagram).orElse(datagram);
        if (RtpPacket.headerLength(inner) < 0 || inner.at(0) < FIRST_RTP || inner.at(0) > LAST_RTP) {
            return;
        }
        if (inner.at(1) >= FIRST_RTCP && inner.at(1) <= LAST_RTCP) {
            return;
        }
        long name = RtpPacket.decode(inner)
                .map(packet -> packet.ssrc() << 16 | packet.sequence())
                .orElse(-1L);
        // What TCP sends again its reader has once.
        if (name >= 0 && (!byTcp || byTcpAlready.add(name << 1 | (arriving ? 1 : 0)))) {
            (arriving ? arrived : sent).add(new Packet(nanos, name));
        }
    }

    synchronized void forget() {
        sent.clear();
        byTcpAlready.clear();
        arrived.clear();
    }

    /** Packets that have arrived, each as often as it did. */
    synchronized long arrived(long since) {
        return arrived.stream().filter(packet -> packet.nanos() >= since).count();
    }

    /** The longest time without a packet that ended after {@code since}; up to {@code now} where none came since. */
    synchronized double longestGapMillis(long since, long now) {
        long longest = 0;
        long last = since;
        for (Packet packet : arrived) {
            if (packet.nanos() <= since) {
                last = packet.nanos();
            } else if (packet.nanos() <= now) {
                longest = Math.max(longest, packet.nanos() - last);
                last = packet.nanos();
            }
        }
        return Math.max(longest, now - last) / 1e6;
    }

    /** How many packets were sent between the two moments. */
    long sent(long since, long until) {
        return sentBetween(since, until).size();
    }

    /** Of what {@code other} sent between the two moments, how many packets have not come here. */
    long lost(SoundLog other, long since, long until) {
        Set<Long> names = other.sentBetween(since, until);
        names.removeAll(names());
        return names.size();
    }

    /** Of what {@code other} sent between the two moments, how many packets too many have come here. */
    synchronized long doubled(SoundLog other, long since, long until) {
        Set<Long> names = other.sentBetween(since, until);
        return arrived.stream().filter(packet -> names.contains(packet.name())).count()
                - names().stream().filter(names::contains).count();
    }

    private synchronized Set<Long> names() {
        Set<Long> names = new LinkedHashSet<>();
        arrived.forEach(packet -> names.add(packet.name()));
        return names;
    }

    private synchronized Set<Long> sentBetween(long since, long until) {
        Set<Long> names = new LinkedHashSet<>();
        sent.stream()
                .filter(packet -> packet.nanos() >= since && packet.nanos() < until)
                .forEach(packet -> names.add(packet.name()));
        return names;
    }
}
