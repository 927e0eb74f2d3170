package io.transom.bench.call;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.bench.call.Step.Who;
import io.transom.caller.CallerApp;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.lab.router.DelayedTcp;
import io.transom.lab.router.UserSpaceRouter;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.ViaRouter;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A manager, an intercom in one home and a caller in another; each home's line to the world takes {@code line}. */
final class TwoHomes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final Duration line;
    private final CallTimes times;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Manager manager;
    private final CallerApp caller;
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> doorIsFree = new LinkedBlockingQueue<>();

    TwoHomes(Path folder, Duration line, CallTimes times) throws Exception {
        this.folder = folder;
        this.line = line;
        this.times = times;
        try {
            manager = keep(Manager.start(Settings.in(folder.resolve("manager")), new SystemEntropy()));
            manager.listen(stamped -> times.add(Who.MANAGER, stamped));
            if (!manager.awaitHealthy(PATIENCE)) {
                throw new IOException(
                        "the manager did not get ready: " + manager.trouble().orElse("no reason known"));
            }
            SimulatedPi pi = new SimulatedPi(PinScript.empty(), silentCard());
            Agent agent = keep(Agent.start(
                    new Agent.Settings(
                            endpoint("door", Role.DEVICE, Who.DOOR, home("127.11.0.1", IpAddress.of(127, 111, 0, 1))),
                            true,
                            Device.RING_LENGTH),
                    pi));
            agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            caller = keep(CallerApp.start(
                    endpoint("phone", Role.CALLER, Who.CALLER, home("127.12.0.1", IpAddress.of(127, 112, 0, 1))),
                    silentCard(),
                    inner -> new Ears(inner, times)));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** One call until all its steps are known and both ends are free again; its id. */
    String call() throws Exception {
        CompletableFuture<CallerApp.Ended> ended = caller.call("door");
        String call = asked.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new IOException("no call could be made: "
                    + (ended.isDone() ? ended.get().reason() : "the caller did not register"));
        }
        boolean complete = times.awaitComplete(call, PATIENCE);
        caller.hangUp();
        CallerApp.Ended end = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!complete) {
            throw new IOException("a call did not get through all its steps: " + end.reason());
        }
        if (doorIsFree.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new TimeoutException("the door did not notice that the caller hung up");
        }
        return call;
    }

    private EndpointSettings endpoint(String name, Role role, Who who, UserSpaceRouter router) throws IOException {
        EventFile events = keep(EventFile.unwritten());
        events.listen(stamped -> {
            times.add(who, stamped);
            EventName event = stamped.event().name();
            if (who == Who.CALLER && event == EventName.CALL_REQUESTED) {
                asked.add(String.valueOf(stamped.event().fields().getFirst().value()));
            } else if (who == Who.DOOR && event == EventName.CALL_ENDED) {
                doorIsFree.add("free");
            }
        });
        return new EndpointSettings(
                ManagerUrl.parse("ws://127.0.0.1:" + controlPort() + "/mqtt"),
                folder.resolve(name),
                Optional.of(InviteProgram.invite(
                        folder.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy())),
                ViaRouter.through(router.insideAddress(), NettyUdp::bind),
                List.of(0, 0),
                events);
    }

    /** The manager's port as seen from behind a line. */
    private int controlPort() throws IOException {
        if (line.isZero()) {
            return manager.httpPort();
        }
        return keep(new DelayedTcp(new InetSocketAddress("127.0.0.1", manager.httpPort()), line))
                .port();
    }

    private UserSpaceRouter home(String inside, IpAddress outside) throws IOException {
        return keep(new UserSpaceRouter(
                RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
                UdpAddress.parse(inside + ":0").orElseThrow(),
                outside,
                line));
    }

    private WavSoundCard silentCard() throws IOException {
        return keep(WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system()));
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
