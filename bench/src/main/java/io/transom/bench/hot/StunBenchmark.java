package io.transom.bench.hot;

import io.transom.wire.Bytes;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The null packet as an endpoint sends it in a call, without a sealed signal. */
@State(Scope.Benchmark)
public class StunBenchmark {
    private final Bytes key = Material.octets(1, 32);
    private final Bytes transaction = Material.octets(2, StunMessage.TRANSACTION_ID_LENGTH);
    private final Bytes datagram = nullPacketEncode();

    @Benchmark
    public Bytes nullPacketEncode() {
        StunMessage message = StunMessage.of(
                StunMessage.Type.BINDING_REQUEST,
                transaction,
                new StunAttribute.Username("abcdefghijklmnop:qrstuvwxyz234567"),
                new StunAttribute.Priority(0x6EFFFFFFL),
                new StunAttribute.IceControlling(0x0123456789ABCDEFL));
        return StunCodec.encode(message, Optional.of(key));
    }

    /** The check sum is part of it. */
    @Benchmark
    public Optional<StunMessage> parse() {
        return StunCodec.decode(datagram);
    }

    @Benchmark
    public boolean parseAndCheckIntegrity() {
        return StunCodec.decode(datagram).isPresent() && StunCodec.integrityHolds(datagram, key);
    }
}
