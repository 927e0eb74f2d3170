package io.transom.bench.ice4j;

import java.io.IOException;
import java.net.DatagramPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.StunCandidateHarvester;

/** One call's agent, with one component. Everything is as ice4j has it by default. */
final class IceCall implements AutoCloseable {
    private static final long FRAME_NANOS = 20_000_000;
    private static final int MEDIA_OCTETS = 100;
    private static final int LARGEST_DATAGRAM = 1_500;

    private final Agent agent = new Agent();
    private final Component component;
    private volatile boolean over;

    /** Gathers candidates; blocks until the reflector has answered. */
    IceCall(boolean controlling, TransportAddress reflector) throws IOException {
        agent.setLoggingLevel(Level.OFF);
        agent.setControlling(controlling);
        agent.addCandidateHarvester(new StunCandidateHarvester(reflector));
        IceMediaStream stream = agent.createMediaStream("media");
        component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, true);
    }

    /** {@code kind UFRAG PASSWORD CANDIDATE...}, parted by tabs. */
    String describe(String kind) {
        List<String> fields = new ArrayList<>(List.of(kind, agent.getLocalUfrag(), agent.getLocalPassword()));
        for (LocalCandidate candidate : component.getLocalCandidates()) {
            TransportAddress address = candidate.getTransportAddress();
            fields.add(String.join(
                    " ",
                    candidate.getFoundation(),
                    String.valueOf(candidate.getPriority()),
                    address.getHostAddress(),
                    String.valueOf(address.getPort()),
                    candidate.getType().toString()));
        }
        return String.join("\t", fields);
    }

    /** Learns what {@link #describe} says at the other end and begins its checks. */
    void begin(String description) {
        String[] fields = description.split("\t", -1);
        IceMediaStream stream = component.getParentStream();
        stream.setRemoteUfrag(fields[1]);
        stream.setRemotePassword(fields[2]);
        for (int i = 3; i < fields.length; i++) {
            String[] candidate = fields[i].split(" ", -1);
            component.addRemoteCandidate(new RemoteCandidate(
                    new TransportAddress(candidate[2], Integer.parseInt(candidate[3]), Transport.UDP),
                    component,
                    CandidateType.parse(candidate[4]),
                    candidate[0],
                    Long.parseLong(candidate[1]),
                    null));
        }
        agent.startConnectivityEstablishment();
    }

    /** Sends media from the moment that a pair is selected, every 20 ms, until the call is over. */
    void talk() throws IOException {
        while (!over && component.getSelectedPair() == null) {
            LockSupport.parkNanos(200_000);
        }
        byte[] packet = new byte[MEDIA_OCTETS];
        packet[0] = (byte) 0x80;
        while (!over) {
            component.send(packet, 0, packet.length);
            LockSupport.parkNanos(FRAME_NANOS);
        }
    }

    /** Blocks until the first media packet is there. */
    void listen() throws IOException {
        component.getSocket().receive(new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM));
    }

    @Override
    public void close() {
        over = true;
        agent.free();
    }
}
