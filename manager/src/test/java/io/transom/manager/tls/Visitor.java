package io.transom.manager.tls;

import io.transom.core.caller.Caller;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.InviteCode;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.host.EndpointHost;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointSettings;
import io.transom.node.program.MemberAudience;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A whole endpoint, as the programs make it, that only registers. */
public final class Visitor implements AutoCloseable {
    final CompletableFuture<Void> registered = new CompletableFuture<>();
    /** Why the control connection couldn't be had. */
    final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();

    private final KeyStore keys;
    private final WavSoundCard card = WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system());
    private final EndpointHost host;

    public Visitor(String manager, Path data, Optional<InviteCode> invite, ManagerAccess.Rules rules) throws Exception {
        EndpointSettings settings = new EndpointSettings(
                        ManagerUrl.parse(manager), data, invite, NettyUdp::bind, List.of(0, 0), this::hear)
                .withAccess(rules);
        SystemEntropy entropy = new SystemEntropy();
        keys = KeyStore.open(data, entropy);
        host = EndpointHost.start(
                new Caller(settings.station(keys), entropy),
                settings.parts(keys, this::hear, card, entropy, new MemberAudience(keys) {}));
    }

    private void hear(Event event) {
        if (event.name() == EventName.REGISTERED) {
            registered.complete(null);
        } else if (event.name() == EventName.DISCONNECTED) {
            troubles.add(event.fields().toString());
        }
    }

    public void awaitRegistered() throws Exception {
        registered.get(15, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        host.close();
        keys.close();
        card.close();
    }
}
