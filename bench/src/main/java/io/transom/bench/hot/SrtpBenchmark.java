package io.transom.bench.hot;

import io.transom.media.Frame;
import io.transom.media.srtp.Opened;
import io.transom.media.srtp.SrtpReceiver;
import io.transom.media.srtp.SrtpSender;
import io.transom.wire.Bytes;
import io.transom.wire.rtp.RtpPacket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One packet of speech, AEAD_AES_128_GCM: 80 octets of Opus, what 20 ms at 32 kbit/s take. */
@State(Scope.Benchmark)
public class SrtpBenchmark {
    /** One wrap of the sequence number: a receiver opens each packet once, then a fresh one begins anew. */
    private static final int PACKETS = 65_536;

    private static final int PAYLOAD_OCTETS = 80;

    private final Bytes key = Material.octets(1, 16);
    private final Bytes salt = Material.octets(2, 12);
    private final Bytes[] plain = new Bytes[PACKETS];
    private final Bytes[] secured = new Bytes[PACKETS];
    private final SrtpSender sender = new SrtpSender(key, salt);
    private SrtpReceiver receiver = new SrtpReceiver(key, salt);
    private int toSend;
    private int toOpen;

    public SrtpBenchmark() {
        SrtpSender other = new SrtpSender(key, salt);
        Bytes payload = Material.octets(3, PAYLOAD_OCTETS);
        for (int i = 0; i < PACKETS; i++) {
            plain[i] = new RtpPacket(false, 111, i, (long) i * Frame.SAMPLES, 0x12345678L, payload).encode();
            secured[i] = other.protect(plain[i]);
        }
    }

    @Benchmark
    public Bytes protect() {
        Bytes packet = sender.protect(plain[toSend]);
        toSend = (toSend + 1) % PACKETS;
        return packet;
    }

    @Benchmark
    public Opened open() {
        if (toOpen == PACKETS) {
            receiver = new SrtpReceiver(key, salt);
            toOpen = 0;
        }
        Opened opened = receiver.open(secured[toOpen++]);
        if (!(opened instanceof Opened.Authentic)) {
            throw new IllegalStateException("a packet of our own was not opened: " + opened);
        }
        return opened;
    }
}
