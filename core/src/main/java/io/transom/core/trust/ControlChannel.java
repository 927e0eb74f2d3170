package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Seals and opens the payloads of one login's control messages (AES-128-GCM, keys exported from the login, one key each
 * way). The sequence number in front is the nonce; a sliding window drops what was seen before.
 *
 * <pre>
 * sequence (8) || ciphertext || tag (16)      additional data: the topic
 * nonce: 4 zeros || sequence                  one count for all topics of a direction, so that no nonce repeats
 * </pre>
 *
 * <p>The window is kept per topic: a will is sealed first and arrives last, when the up topic is far ahead of it.
 */
public final class ControlChannel {
    /**
     * A channel ends after this many messages each way: RFC 8446 section 5.5 allows 2^24.5 full records of 16 KB under one
     * AES-GCM key; ours are no larger. At 30 messages a second that is a week; the endpoint then logs in anew.
     */
    static final long LAST_SEQUENCE = (1L << 24) - 1;

    /** An endpoint has three topics (see {@code Topics}); the rest is none of this channel's business. */
    private static final int MOST_TOPICS = 3;

    private static final int SEQUENCE = 8;
    private static final Bytes NONCE_HEAD = Bytes.of(new byte[Aead.NONCE - SEQUENCE]);

    /**
     * What the endpoint proves to the reflector with, where it asks for an answer from elsewhere (RFC 5780
     * CHANGE-REQUEST): it lives as long as the login.
     *
     * @param username 16 characters of base32 that tell nobody else who asks
     * @param key the MESSAGE-INTEGRITY key, 20 octets
     */
    public record ReflectorCredentials(String username, Bytes key) {}

    private final Bytes sendKey;
    private final Bytes receiveKey;
    private final ReflectorCredentials reflector;
    private final TreeMap<String, ReplayWindow> windows = new TreeMap<>();
    private long nextSequence;
    private long lastOpened = -1;

    private ControlChannel(Bytes sendKey, Bytes receiveKey, ReflectorCredentials reflector, long firstSequence) {
        this.sendKey = sendKey;
        this.receiveKey = receiveKey;
        this.reflector = reflector;
        this.nextSequence = firstSequence;
    }

    static ControlChannel of(Bytes sendKey, Bytes receiveKey, ReflectorCredentials reflector) {
        return startingAt(0, sendKey, receiveKey, reflector);
    }

    static ControlChannel startingAt(long sequence, Bytes sendKey, Bytes receiveKey, ReflectorCredentials reflector) {
        return new ControlChannel(sendKey, receiveKey, reflector, sequence);
    }

    /**
     * This login's channel as its other end has it, from the beginning: the keys are the same at both, so whoever holds one
     * can read what it has sealed itself. What a manager that lies does in a test.
     */
    public ControlChannel otherEnd() {
        return of(receiveKey, sendKey, reflector);
    }

    /** The same on both ends. */
    public ReflectorCredentials reflector() {
        return reflector;
    }

    /** True once {@link #seal} may no longer be called: log in anew. */
    public boolean isSpent() {
        return nextSequence > LAST_SEQUENCE;
    }

    public Bytes seal(String topic, Bytes plain) {
        if (isSpent()) {
            throw new IllegalStateException("this channel has sealed all it may: log in anew");
        }
        Bytes sequence = octets(nextSequence++);
        return Bytes.join(sequence, Aead.seal(sendKey, Bytes.join(NONCE_HEAD, sequence), Bytes.utf8(topic), plain));
    }

    /** Empty where it is forged, cut, for another topic, or a replay. */
    public Optional<Bytes> open(String topic, Bytes sealed) {
        if (sealed.length() < SEQUENCE + Aead.TAG) {
            return Optional.empty();
        }
        Bytes octets = sealed.slice(0, SEQUENCE);
        long sequence = number(octets);
        ReplayWindow window = windows.get(topic);
        boolean fresh = window == null ? windows.size() < MOST_TOPICS : window.isFresh(sequence);
        if (sequence < 0 || sequence > LAST_SEQUENCE || !fresh) {
            return Optional.empty();
        }
        Optional<Bytes> plain = Aead.open(
                receiveKey, Bytes.join(NONCE_HEAD, octets), Bytes.utf8(topic), sealed.slice(SEQUENCE, sealed.length()));
        if (plain.isPresent()) {
            // Only what is authentic moves the window.
            windows.computeIfAbsent(topic, unseen -> new ReplayWindow()).mark(sequence);
            lastOpened = sequence;
        }
        return plain;
    }

    /** The number of the message that was opened last; the other end has sealed what has a higher one later. -1 before the first. */
    public long lastOpened() {
        return lastOpened;
    }

    private static Bytes octets(long sequence) {
        byte[] octets = new byte[SEQUENCE];
        for (int i = 0; i < SEQUENCE; i++) {
            octets[i] = (byte) (sequence >>> 8 * (SEQUENCE - 1 - i));
        }
        return Bytes.owning(octets);
    }

    private static long number(Bytes octets) {
        long value = 0;
        for (int i = 0; i < SEQUENCE; i++) {
            value = value << 8 | octets.at(i);
        }
        return value;
    }

    @Override
    public String toString() {
        return "ControlChannel";
    }
}
