package io.transom.manager.broker;

import io.transom.node.control.Sockets;
import io.transom.wire.Bytes;
import io.transom.wire.Topics;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's own connection to the broker: hears every endpoint's up and gone topics, publishes on their down topics,
 * and comes back by itself when the broker does. Eclipse Paho over TCP with one global callback and a fresh client for
 * each attempt: its own reconnect neither retries a failed first connect nor subscribes again.
 */
public final class BrokerClient implements AutoCloseable {
    /** Told on threads of this client; none may block. */
    public interface Listener {
        void onMessage(String topic, Bytes payload);

        /** Connected and subscribed. */
        void onUp();

        /** {@code reason} is for people. */
        void onDown(String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BrokerClient.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** Short enough that endpoints, which come back within 5 s themselves, don't wait for us. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final int TIMEOUT_SECONDS = 5;
    /** A broker whose machine has vanished without a word is noticed within 1.5 times this. */
    private static final int KEEP_ALIVE_SECONDS = 5;
    /** Some brokers admit only 20 unfinished publishes: waits this long for room, then the message counts as lost. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Broker broker;
    private final String clientId;
    private final Listener listener;
    private final Thread thread;
    /** What each connection's end leaves behind for the thread that makes the next. */
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private volatile Optional<MqttAsyncClient> connected = Optional.empty();
    private volatile boolean closed;

    public BrokerClient(Broker broker, String clientId, Listener listener) {
        this.broker = broker;
        this.clientId = clientId;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("broker-client").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** QoS 0, not retained. False where there is no connection or no room: the message is lost. */
    public boolean publish(String topic, Bytes payload) {
        Optional<MqttAsyncClient> client = connected;
        if (client.isEmpty()) {
            return false;
        }
        MqttMessage message = new MqttMessage(payload.toArray());
        message.setQos(0);
        long patientUntil = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                client.get().publish(topic, message);
                return true;
            } catch (MqttException e) {
                boolean full = e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT
                        || e.getReasonCode() == MqttClientException.REASON_CODE_TOKEN_INUSE;
                if (!full || System.nanoTime() > patientUntil) {
                    LOG.debug("a message on {} is lost", topic, e);
                    return false;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            String reason;
            Optional<MqttAsyncClient> client = Optional.empty();
            try {
                ends.clear();
                client = Optional.of(connect());
                connected = client;
                listener.onUp();
                pause = FIRST_PAUSE;
                reason = ends.take();
            } catch (MqttException e) {
                reason = "the broker at " + broker.name() + " can't be used: " + sentence(e);
            } catch (InterruptedException e) {
                reason = "the manager is stopping";
            }
            connected = Optional.empty();
            client.ifPresent(BrokerClient::abandon);
            listener.onDown(reason);
            if (!closed && !slept(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private MqttAsyncClient connect() throws MqttException {
        InetSocketAddress address = broker.address();
        String host = address.getHostString();
        String uri = "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        MqttAsyncClient client = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
        client.setCallback(new Ears());
        try {
            MqttConnectionOptions options = options();
            client.connect(options).waitForCompletion(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            MqttSubscription[] filters = {
                new MqttSubscription(Topics.UP_FILTER, 0), new MqttSubscription(Topics.GONE_FILTER, 0)
            };
            IMqttToken subscribed = client.subscribe(filters);
            subscribed.waitForCompletion(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            for (int code : subscribed.getReasonCodes()) {
                if (code >= 0x80) {
                    throw new MqttException(code);
                }
            }
            return client;
        } catch (MqttException e) {
            abandon(client);
            throw e;
        }
    }

    private MqttConnectionOptions options() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(TIMEOUT_SECONDS);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setSocketFactory(new Sockets().plain());
        broker.credentials().ifPresent(credentials -> {
            options.setUserName(credentials.user());
            options.setPassword(credentials.password().getBytes(StandardCharsets.UTF_8));
        });
        return options;
    }

    private static void abandon(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 200, false);
        } catch (MqttException e) {
            LOG.trace("was not connected", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("a connection to the broker didn't close", e);
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static String sentence(MqttException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Paho's callback: what arrives goes on at once, an end wakes the thread that reconnects. */
    private final class Ears implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            listener.onMessage(topic, Bytes.of(message.getPayload()));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            ends.add("the connection to the broker at " + broker.name() + " is lost");
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.debug("the broker's connection reports an error", exception);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
