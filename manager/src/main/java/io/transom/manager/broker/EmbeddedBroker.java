package io.transom.manager.broker;

import io.transom.wire.Entropy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** Apache Artemis in this process: MQTT on an ephemeral loopback port, in memory only. */
public final class EmbeddedBroker implements Broker {
    private static final String USER = "manager";
    /** A slow reader's backlog: control messages are below 2 KB and repaired by sending again, so a few hundred do. */
    private static final long MOST_BACKLOG_OCTETS = 512 * 1024;
    /** Everything queued together; what comes on top is dropped. */
    private static final long MOST_MEMORY_OCTETS = 64L * 1024 * 1024;

    private final ActiveMQServer server;
    private final InetSocketAddress address;
    private final Credentials credentials;

    private EmbeddedBroker(ActiveMQServer server, InetSocketAddress address, Credentials credentials) {
        this.server = server;
        this.address = address;
        this.credentials = credentials;
    }

    /** Starts it and waits until it listens. */
    public static EmbeddedBroker start(Entropy entropy) {
        Credentials credentials = new Credentials(USER, entropy.bytes(24).toHex());
        ActiveMQServerImpl server = new ActiveMQServerImpl(configuration(), new OnePassword(credentials.password()));
        try {
            server.start();
            NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor("mqtt");
            int port = acceptor.getActualPort();
            return new EmbeddedBroker(
                    server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker didn't start: " + e.getMessage(), e);
        }
    }

    private static Configuration configuration() {
        AddressSettings settings = new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
                .setMaxSizeBytes(MOST_BACKLOG_OCTETS)
                .setAutoDeleteAddresses(true)
                .setAutoDeleteQueues(true)
                .setAutoDeleteAddressesDelay(0);
        return new ConfigurationImpl()
                .setName("transom")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(true)
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setCriticalAnalyzer(false)
                .setGracefulShutdownEnabled(false)
                .setGlobalMaxSize(MOST_MEMORY_OCTETS)
                .setScheduledThreadPoolMaxSize(2)
                .setThreadPoolMaxSize(8)
                .addAddressSetting("#", settings)
                .putSecurityRoles("#", Set.of(everything()))
                .addAcceptorConfiguration(new TransportConfiguration(
                        NettyAcceptorFactory.class.getName(),
                        Map.of(
                                "host",
                                "127.0.0.1",
                                "port",
                                "0",
                                "protocols",
                                "MQTT",
                                "remotingThreads",
                                "2",
                                "useEpoll",
                                "false",
                                "useKQueue",
                                "false"),
                        "mqtt"));
    }

    private static Role everything() {
        return new Role(USER, true, true, true, true, true, true, true, true, true, true, false, false);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Optional<Credentials> credentials() {
        return Optional.of(credentials);
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker didn't stop", e);
        }
    }

    /** Another user of this machine can reach a loopback port: only who knows the password of this start gets in. */
    private record OnePassword(String password) implements ActiveMQSecurityManager {
        @Override
        public boolean validateUser(String user, String offered) {
            return USER.equals(user) && offered != null && MessageDigest.isEqual(octets(offered), octets(password));
        }

        @Override
        public boolean validateUserAndRole(String user, String offered, Set<Role> roles, CheckType checkType) {
            return validateUser(user, offered);
        }

        private static byte[] octets(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "OnePassword";
        }
    }
}
