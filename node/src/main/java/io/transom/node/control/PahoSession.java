package io.transom.node.control;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
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
 * One Paho client, used once, with a thread of its own that makes every call into Paho; so a Paho that hangs (over
 * WebSocket it is known to, eclipse-paho/paho.mqtt.java#962) holds up nobody. Its socket is ours to close.
 */
final class PahoSession {
    private static final Logger LOG = LoggerFactory.getLogger(PahoSession.class);
    /** How long the last messages may take to leave before the socket is closed under them. */
    private static final long LAST_WORDS_MILLIS = 400;
    /** MQTT's own keepalive: only so that a broker notices a dead peer. Ours is the core's watchdog. */
    private static final int KEEPALIVE_SECONDS = 30;
    /** "Not authorized" (MQTT 5, 3.2.2.2): of a bad invite, or of who is no member. */
    private static final int NOT_AUTHORIZED = 0x87;

    private final Control.Listener listener;
    private final ManagerAccess access;
    private final Sockets sockets = new Sockets();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("control").factory());
    private volatile boolean over;
    private boolean answered;
    private Optional<MqttAsyncClient> client = Optional.empty();

    private PahoSession(ManagerAccess access, Control.Listener listener) {
        this.access = access;
        this.listener = listener;
    }

    static PahoSession open(
            ManagerUrl manager, ManagerAccess access, Effect.Connect connect, Control.Listener listener) {
        PahoSession session = new PahoSession(access, listener);
        session.run(() -> session.connect(manager, connect));
        return session;
    }

    void publish(String topic, Bytes payload) {
        run(() -> {
            if (client.isPresent() && !over) {
                client.get().publish(topic, payload.toArray(), 0, false);
            }
        });
    }

    /** Nothing is told from now on; the connection is closed behind the caller's back. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        run(this::close);
        thread.shutdown();
        Thread.ofPlatform().daemon().name("control-closing").start(() -> {
            awaitEnd();
            // Whatever still blocks in Paho fails now.
            sockets.closeAll();
            thread.shutdownNow();
        });
    }

    /** No link of this machine has the address any more that the connection was made from. */
    boolean hasLostItsAddress() {
        return sockets.anyHasLostItsAddress();
    }

    void awaitEnd() {
        try {
            if (!thread.awaitTermination(2 * LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("Paho did not close its connection in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect(ManagerUrl manager, Effect.Connect connect) throws MqttException {
        MqttAsyncClient paho = new MqttAsyncClient(manager.mqttWithin(), connect.username(), new MemoryPersistence());
        client = Optional.of(paho);
        paho.setCallback(new Callback());
        paho.connect(options(manager, connect), null, after(token -> subscribe(connect.downTopic()), this::refused));
    }

    private MqttConnectionOptions options(ManagerUrl manager, Effect.Connect connect) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout((int) MqttControl.PATIENCE.toSeconds());
        options.setKeepAliveInterval(KEEPALIVE_SECONDS);
        options.setUserName(connect.username());
        options.setPassword(connect.password().toArray());
        options.setWill(connect.willTopic(), new MqttMessage(connect.will().toArray(), 0, false, new MqttProperties()));
        options.setSocketFactory(manager.secure() ? sockets.secure(access.trust()) : sockets.plain());
        return options;
    }

    private void subscribe(String topic) {
        run(() -> client.orElseThrow()
                .subscribe(
                        new MqttSubscription[] {new MqttSubscription(topic, 0)},
                        null,
                        after(
                                token -> answer(Control.Listener::connected),
                                (token, why) -> lost("not subscribed: " + why)),
                        new MqttProperties()));
    }

    /**
     * A CONNACK's refusal has a reason code of 0x80 and up (MQTT 5, 3.2.2.2); smaller codes are Paho's own troubles. Paho
     * 1.2.5 keeps the code alone of a refusal, not its Reason String.
     */
    private void refused(IMqttToken token, Throwable why) {
        if (why instanceof MqttException mqtt && mqtt.getReasonCode() >= 0x80 && mqtt.getReasonCode() <= 0xFF) {
            answer(l -> l.refused(refusal(mqtt.getReasonCode())));
        } else {
            lost(words(why) + access.aside());
        }
    }

    /** The core gives up on words about invites and members; every other refusal passes. */
    private static String refusal(int reasonCode) {
        return reasonCode == NOT_AUTHORIZED
                ? "the manager doesn't admit this endpoint: its invite was used or has expired, or it is no member any"
                        + " more; make a new invite with 'transom invite'"
                : "refused with MQTT reason code " + reasonCode;
    }

    private void lost(String reason) {
        if (!over) {
            listener.lost(reason);
        }
    }

    private void answer(Consumer<Control.Listener> telling) {
        if (!over) {
            answered = true;
            telling.accept(listener);
        }
    }

    private void close() throws MqttException {
        if (client.isEmpty()) {
            return;
        }
        MqttAsyncClient paho = client.get();
        try {
            if (paho.isConnected()) {
                paho.disconnect(LAST_WORDS_MILLIS / 2).waitForCompletion(LAST_WORDS_MILLIS / 2);
            }
        } finally {
            sockets.closeAll();
            paho.close(true);
        }
    }

    private interface PahoCall {
        void run() throws MqttException;
    }

    /** Makes a call into Paho on this session's thread. */
    private void run(PahoCall call) {
        try {
            thread.execute(() -> {
                try {
                    call.run();
                } catch (MqttException | RuntimeException e) {
                    lost(words(e));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.trace("the session is over");
        }
    }

    private static String words(Throwable why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return TlsTrust.words(cause)
                .or(() -> Optional.ofNullable(cause.getMessage()))
                .orElse(cause.getClass().getSimpleName());
    }

    private interface Failing {
        void because(IMqttToken token, Throwable why);
    }

    private static MqttActionListener after(Consumer<IMqttToken> success, Failing failure) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                success.accept(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable why) {
                failure.because(token, why);
            }
        };
    }

    /** The one callback; Paho's listeners for single filters are known not to be called. */
    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (!over) {
                listener.message(topic, Bytes.owning(message.getPayload()));
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            if (answered || response.getException() == null) {
                lost(
                        response.getReasonString() != null
                                ? response.getReasonString()
                                : response.getException() == null ? "closed" : words(response.getException()));
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.debug("Paho: {}", words(exception));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
