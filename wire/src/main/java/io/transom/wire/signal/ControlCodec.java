package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.Undelivered.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Control signals: a type octet, below 128 on the way up and from 128 on the way down, then the fields in order. */
final class ControlCodec {
    /** 64 peers with 8 IPv6 addresses each take 20 KiB; twice that is a bound that nothing of ours can meet. */
    static final int MOST_SIGNAL = 40_960;

    /** An envelope that is worth delivering after a minute is a message of another kind of product. */
    private static final int LONGEST_TO_LIVE_MILLIS = 60_000;

    private static final int REGISTER = 0x01;
    private static final int ARE_YOU_ALIVE = 0x02;
    private static final int LOOKUP = 0x03;
    private static final int SEND = 0x04;
    private static final int LEAVE = 0x05;
    private static final int CLAIM_RELAY = 0x06;
    private static final int REGISTERED = 0x81;
    private static final int ALIVE = 0x82;
    private static final int PEERS = 0x83;
    private static final int DELIVER = 0x84;
    private static final int UNDELIVERED = 0x85;
    private static final int RELAY_GRANTED = 0x86;

    private static final List<Role> ROLES = List.of(Role.DEVICE, Role.CALLER);
    private static final List<Reason> REASONS =
            List.of(Reason.NOT_REGISTERED, Reason.NOT_ALLOWED, Reason.TOO_MANY, Reason.UNKNOWN_ENDPOINT);

    private ControlCodec() {}

    static Bytes encode(ControlSignal signal) {
        ByteWriter out = new ByteWriter(MOST_SIGNAL);
        switch (signal) {
            case ControlSignal.Register register -> writeRegister(out.u8(REGISTER), register);
            case ControlSignal.AreYouAlive probe -> out.u8(ARE_YOU_ALIVE).u32(Integer.toUnsignedLong(probe.sequence()));
            case ControlSignal.Lookup lookup -> Fields.writeName(out.u8(LOOKUP), lookup.name(), true);
            case ControlSignal.Send send -> writeSend(out.u8(SEND), send);
            case ControlSignal.ClaimRelay claim -> writeClaim(out.u8(CLAIM_RELAY), claim);
            case ControlSignal.Leave leave -> out.u8(LEAVE);
            case ControlSignal.Registered registered -> writeRegistered(out.u8(REGISTERED), registered);
            case ControlSignal.Alive alive -> out.u8(ALIVE).u32(Integer.toUnsignedLong(alive.sequence()));
            case ControlSignal.Peers peers -> writePeers(out.u8(PEERS), peers);
            case ControlSignal.Deliver deliver -> writeDeliver(out.u8(DELIVER), deliver);
            case ControlSignal.Undelivered undelivered -> writeUndelivered(out.u8(UNDELIVERED), undelivered);
            case ControlSignal.RelayGranted granted -> writeRelayGranted(out.u8(RELAY_GRANTED), granted);
        }
        return out.written();
    }

    static Optional<ControlSignal.Up> decodeUp(Bytes octets) {
        ByteReader in = new ByteReader(octets);
        return switch (in.u8()) {
            case REGISTER -> in.whole(readRegister(in));
            case ARE_YOU_ALIVE -> in.whole(new ControlSignal.AreYouAlive((int) in.u32()));
            case LOOKUP -> in.whole(new ControlSignal.Lookup(Fields.readName(in, true)));
            case SEND -> in.whole(readSend(in));
            case CLAIM_RELAY -> in.whole(readClaim(in));
            case LEAVE -> in.whole(new ControlSignal.Leave());
            default -> Optional.empty();
        };
    }

    static Optional<ControlSignal.Down> decodeDown(Bytes octets) {
        ByteReader in = new ByteReader(octets);
        return switch (in.u8()) {
            case REGISTERED -> in.whole(readRegistered(in));
            case ALIVE -> in.whole(new ControlSignal.Alive((int) in.u32()));
            case PEERS -> in.whole(readPeers(in));
            case DELIVER -> in.whole(readDeliver(in));
            case UNDELIVERED -> in.whole(readUndelivered(in));
            case RELAY_GRANTED -> in.whole(readRelayGranted(in));
            default -> Optional.empty();
        };
    }

    private static void writeRegister(ByteWriter out, ControlSignal.Register register) {
        out.fixed(register.boot(), Fields.BOOT_LENGTH);
        Fields.writeFirewall(out, register.firewall());
        Fields.writeCount(out, register.sockets(), ControlSignal.MOST_SOCKETS);
        for (LocalSocket socket : register.sockets()) {
            out.u8(socket.index());
            Fields.writeAddresses(out, socket.hosts(), LocalSocket.MOST_HOSTS);
            Fields.writeFlag(out, socket.observed().isPresent());
            if (socket.observed().isPresent()) {
                LocalSocket.Observation observed = socket.observed().get();
                Fields.writeAddress(out, observed.address());
                out.fixed(observed.nonce(), LocalSocket.Observation.NONCE_LENGTH);
            }
        }
    }

    private static ControlSignal.Register readRegister(ByteReader in) {
        Bytes boot = in.bytes(Fields.BOOT_LENGTH);
        Firewall firewall = Fields.readFirewall(in);
        int count = in.count(ControlSignal.MOST_SOCKETS);
        List<LocalSocket> sockets = new ArrayList<>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            int index = in.u8();
            List<UdpAddress> hosts = Fields.readAddresses(in, LocalSocket.MOST_HOSTS);
            sockets.add(new LocalSocket(
                    index, hosts, Fields.readFlag(in) ? Optional.of(readObservation(in)) : Optional.empty()));
        }
        return new ControlSignal.Register(sockets, firewall, boot);
    }

    private static LocalSocket.Observation readObservation(ByteReader in) {
        UdpAddress address = Fields.readAddress(in);
        return new LocalSocket.Observation(address, in.bytes(LocalSocket.Observation.NONCE_LENGTH));
    }

    private static void writeSend(ByteWriter out, ControlSignal.Send send) {
        long millis = send.timeToLive().toMillis();
        if (millis < 0 || millis > LONGEST_TO_LIVE_MILLIS) {
            throw new IllegalArgumentException("an envelope lives 0 to 60 s, not " + send.timeToLive());
        }
        Fields.writeKind(out, send.kind());
        Fields.writeEndpoint(out, send.to());
        out.bytes(send.call().octets()).u16((int) millis).prefixed16(send.envelope(), ControlSignal.MOST_ENVELOPE);
    }

    private static ControlSignal.Send readSend(ByteReader in) {
        SignalKind kind = Fields.readKind(in);
        EndpointId to = Fields.readEndpoint(in);
        var call = Fields.readCall(in);
        int millis = in.u16();
        if (millis > LONGEST_TO_LIVE_MILLIS) {
            in.fail();
        }
        return new ControlSignal.Send(
                kind, to, call, Duration.ofMillis(millis), in.prefixed16(ControlSignal.MOST_ENVELOPE));
    }

    private static void writeClaim(ByteWriter out, ControlSignal.ClaimRelay claim) {
        out.bytes(claim.call().octets());
        Fields.writeEndpoint(out, claim.other());
    }

    private static ControlSignal.ClaimRelay readClaim(ByteReader in) {
        var call = Fields.readCall(in);
        return new ControlSignal.ClaimRelay(call, Fields.readEndpoint(in));
    }

    private static void writeRegistered(ByteWriter out, ControlSignal.Registered registered) {
        Fields.writeName(out, registered.name(), false);
        Fields.writeName(out, registered.household(), false);
        out.u32(registered.lease().toMillis());
        Fields.writeAddresses(out, registered.attested(), ControlSignal.MOST_SOCKETS);
        out.u16(registered.tlsPort());
    }

    private static ControlSignal.Registered readRegistered(ByteReader in) {
        String name = Fields.readName(in, false);
        String household = Fields.readName(in, false);
        Duration lease = Duration.ofMillis(in.u32());
        var attested = Fields.readAddresses(in, ControlSignal.MOST_SOCKETS);
        return new ControlSignal.Registered(name, household, lease, attested, in.u16());
    }

    private static void writePeers(ByteWriter out, ControlSignal.Peers peers) {
        Fields.writeName(out, peers.question(), true);
        Fields.writeCount(out, peers.peers(), ControlSignal.MOST_PEERS);
        for (Peer peer : peers.peers()) {
            writePeer(out, peer);
        }
    }

    private static ControlSignal.Peers readPeers(ByteReader in) {
        String question = Fields.readName(in, true);
        int count = in.count(ControlSignal.MOST_PEERS);
        List<Peer> peers = new ArrayList<>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            peers.add(readPeer(in));
        }
        return new ControlSignal.Peers(question, peers);
    }

    private static void writeDeliver(ByteWriter out, ControlSignal.Deliver deliver) {
        Fields.writeKind(out, deliver.kind());
        writePeer(out, deliver.from());
        out.bytes(deliver.call().octets()).prefixed16(deliver.envelope(), ControlSignal.MOST_ENVELOPE);
    }

    private static ControlSignal.Deliver readDeliver(ByteReader in) {
        SignalKind kind = Fields.readKind(in);
        Peer from = readPeer(in);
        var call = Fields.readCall(in);
        return new ControlSignal.Deliver(kind, from, call, in.prefixed16(ControlSignal.MOST_ENVELOPE));
    }

    private static void writeUndelivered(ByteWriter out, ControlSignal.Undelivered undelivered) {
        Fields.writeKind(out, undelivered.kind());
        Fields.writeEndpoint(out, undelivered.to());
        out.bytes(undelivered.call().octets());
        Fields.writeOneOf(out, REASONS, undelivered.reason());
    }

    private static ControlSignal.Undelivered readUndelivered(ByteReader in) {
        SignalKind kind = Fields.readKind(in);
        EndpointId to = Fields.readEndpoint(in);
        var call = Fields.readCall(in);
        return new ControlSignal.Undelivered(kind, to, call, Fields.readOneOf(in, REASONS));
    }

    private static void writeRelayGranted(ByteWriter out, ControlSignal.RelayGranted granted) {
        if (!isChannel(granted.channel())) {
            throw new IllegalArgumentException("no channel has the number " + granted.channel());
        }
        out.bytes(granted.call().octets()).u16(granted.channel());
        Fields.writeFragment(out, granted.username());
        out.fixed(granted.key(), ControlSignal.RelayGranted.KEY_LENGTH)
                .u32(granted.life().toMillis());
    }

    private static ControlSignal.RelayGranted readRelayGranted(ByteReader in) {
        var call = Fields.readCall(in);
        int channel = in.u16();
        if (!isChannel(channel)) {
            in.fail();
        }
        String username = Fields.readFragment(in);
        Bytes key = in.bytes(ControlSignal.RelayGranted.KEY_LENGTH);
        return new ControlSignal.RelayGranted(call, channel, username, key, Duration.ofMillis(in.u32()));
    }

    private static boolean isChannel(int number) {
        return number >= ChannelFrame.FIRST_CHANNEL && number <= ChannelFrame.LAST_CHANNEL;
    }

    private static void writePeer(ByteWriter out, Peer peer) {
        out.bytes(peer.identity().encode());
        Fields.writeName(out, peer.name(), false);
        Fields.writeOneOf(out, ROLES, peer.role());
        Fields.writeFlag(out, peer.online());
        Fields.writeFirewall(out, peer.firewall());
        if (!peer.boot().isEmpty() && peer.boot().length() != Fields.BOOT_LENGTH) {
            throw new IllegalArgumentException("a boot nonce has 16 octets, or none when offline");
        }
        out.prefixed8(peer.boot(), Fields.BOOT_LENGTH);
        Fields.writeAddresses(out, peer.attested(), ControlSignal.MOST_SOCKETS);
    }

    private static Peer readPeer(ByteReader in) {
        PublicIdentity identity = PublicIdentity.decode(in.bytes(PublicIdentity.LENGTH));
        String name = Fields.readName(in, false);
        Role role = Fields.readOneOf(in, ROLES);
        boolean online = Fields.readFlag(in);
        Firewall firewall = Fields.readFirewall(in);
        Bytes boot = in.prefixed8(Fields.BOOT_LENGTH);
        if (!boot.isEmpty() && boot.length() != Fields.BOOT_LENGTH) {
            in.fail();
        }
        List<UdpAddress> attested = Fields.readAddresses(in, ControlSignal.MOST_SOCKETS);
        return new Peer(identity, name, role, online, attested, firewall, boot);
    }
}
