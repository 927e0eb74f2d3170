package io.transom.bench.hot;

import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A call request between two endpoints: HPKE in authenticated mode over X25519, a fresh key each time. */
@State(Scope.Benchmark)
public class SealBenchmark {
    private final Entropy entropy = new SystemEntropy();
    private final Identity caller = Identity.generate(entropy);
    private final Identity device = Identity.generate(entropy);
    private final CallId call = CallId.random(entropy);
    private final PeerSignal.Request request = new PeerSignal.Request(
            call,
            Material.octets(1, 16),
            "abcdefghijklmnop",
            "qrstuvwxyz234567",
            Material.octets(2, 32),
            List.of(
                    candidate(Candidate.Type.HOST, "192.168.1.17:40000"),
                    candidate(Candidate.Type.OBSERVED, "203.0.113.7:40000")),
            Material.octets(3, 16),
            Optional.empty());
    private final Bytes envelope = seal();

    private static Candidate candidate(Candidate.Type type, String address) {
        return new Candidate(type, 0, UdpAddress.parse(address).orElseThrow());
    }

    @Benchmark
    public Bytes seal() {
        return PeerSeal.seal(caller, device.publicIdentity(), request, entropy);
    }

    @Benchmark
    public PeerSignal open() {
        return PeerSeal.open(device, caller.publicIdentity(), SignalKind.CALL_REQUEST, call, envelope)
                .orElseThrow();
    }
}
