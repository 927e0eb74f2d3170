package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.util.Optional;

/**
 * Hybrid public key encryption (RFC 9180), single-shot, with export: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.
 * Mode base (anybody seals) and mode auth (the holder of the sender's key seals).
 *
 * <pre>
 * KEM 0x0020, KDF 0x0001, AEAD 0x0001;  every sealing makes an ephemeral key and uses sequence number 0 only
 * </pre>
 */
final class Hpke {
    static final int ENCAPSULATED = Curves.KEY;

    private static final Bytes VERSION = Bytes.utf8("HPKE-v1");
    private static final Bytes KEM_SUITE = Bytes.join(Bytes.utf8("KEM"), Bytes.hex("0020"));
    private static final Bytes SUITE = Bytes.join(Bytes.utf8("HPKE"), Bytes.hex("002000010001"));
    private static final Bytes MODE_BASE = Bytes.hex("00");
    private static final Bytes MODE_AUTH = Bytes.hex("02");
    private static final int SECRET = 32;

    private static final Bytes NO_PRE_SHARED_KEY = labeledExtract(Bytes.EMPTY, SUITE, "psk_id_hash", Bytes.EMPTY);

    private Hpke() {}

    /** A long-lived X25519 key pair, and what it has agreed on with others. */
    record Keys(Bytes privateKey, Bytes publicKey, Agreements agreements) {
        Keys(Bytes privateKey, Bytes publicKey) {
            this(privateKey, publicKey, new Agreements(privateKey));
        }
    }

    record Sealed(Bytes encapsulated, Bytes ciphertext, Exporter exporter) {}

    record Opened(Bytes plain, Exporter exporter) {}

    /** Section 5.3: secrets that only the two ends of this message share. */
    record Exporter(Bytes secret) {
        Bytes export(Bytes context, int length) {
            return labeledExpand(secret, SUITE, "sec", context, length);
        }
    }

    private record Schedule(Bytes key, Bytes nonce, Exporter exporter) {}

    /** Mode auth where {@code sender} is given. */
    static Sealed seal(
            Optional<Keys> sender, Bytes receiver, Bytes info, Bytes additional, Bytes plain, Entropy entropy) {
        Bytes ephemeral = entropy.bytes(Curves.KEY);
        Bytes encapsulated = Curves.agreementPublic(ephemeral);
        Optional<Bytes> agreed = Curves.agree(ephemeral, receiver);
        if (sender.isPresent()) {
            Agreements own = sender.get().agreements();
            agreed = agreed.flatMap(first -> own.with(receiver).map(second -> Bytes.join(first, second)));
        }
        // A receiver's key of small order comes from a liar: what we say then opens for nobody, the liar included.
        Bytes known = agreed.orElseGet(() -> entropy.bytes(SECRET));
        return seal(known, encapsulated, receiver, sender.map(Keys::publicKey), info, additional, plain);
    }

    /**
     * With the agreements given: of {@code encapsulated}'s private key and {@code receiver}, and behind it in mode auth of
     * {@code sender} and {@code receiver}. Whoever has one private key of each pair can work them out, so the receiver
     * too can seal in a sender's name, to itself (section 9.1.1).
     */
    static Sealed seal(
            Bytes agreed,
            Bytes encapsulated,
            Bytes receiver,
            Optional<Bytes> sender,
            Bytes info,
            Bytes additional,
            Bytes plain) {
        Bytes shared = sharedSecret(agreed, context(encapsulated, receiver, sender));
        Schedule schedule = schedule(sender.isPresent() ? MODE_AUTH : MODE_BASE, shared, info);
        Bytes ciphertext = Aead.seal(schedule.key(), schedule.nonce(), additional, plain);
        return new Sealed(encapsulated, ciphertext, schedule.exporter());
    }

    /** Empty where anything doesn't hold; mode auth where {@code sender} is given. */
    static Optional<Opened> open(
            Keys receiver, Optional<Bytes> sender, Bytes encapsulated, Bytes info, Bytes additional, Bytes ciphertext) {
        Optional<Bytes> agreed = Curves.agree(receiver.privateKey(), encapsulated);
        if (sender.isPresent()) {
            Bytes theirs = sender.get();
            agreed = agreed.flatMap(
                    first -> receiver.agreements().with(theirs).map(second -> Bytes.join(first, second)));
        }
        if (agreed.isEmpty()) {
            return Optional.empty();
        }
        Bytes shared = sharedSecret(agreed.get(), context(encapsulated, receiver.publicKey(), sender));
        Schedule schedule = schedule(sender.isPresent() ? MODE_AUTH : MODE_BASE, shared, info);
        return Aead.open(schedule.key(), schedule.nonce(), additional, ciphertext)
                .map(plain -> new Opened(plain, schedule.exporter()));
    }

    /** Section 4.1: enc || pkRm, and pkSm behind it in mode auth. */
    private static Bytes context(Bytes encapsulated, Bytes receiver, Optional<Bytes> sender) {
        return Bytes.join(encapsulated, receiver, sender.orElse(Bytes.EMPTY));
    }

    /** Section 4.1, ExtractAndExpand. */
    private static Bytes sharedSecret(Bytes agreed, Bytes context) {
        Bytes pseudorandomKey = labeledExtract(Bytes.EMPTY, KEM_SUITE, "eae_prk", agreed);
        return labeledExpand(pseudorandomKey, KEM_SUITE, "shared_secret", context, SECRET);
    }

    /** Section 5.1, KeySchedule, without a pre-shared key. */
    private static Schedule schedule(Bytes mode, Bytes shared, Bytes info) {
        Bytes context = Bytes.join(mode, NO_PRE_SHARED_KEY, labeledExtract(Bytes.EMPTY, SUITE, "info_hash", info));
        Bytes secret = labeledExtract(shared, SUITE, "secret", Bytes.EMPTY);
        return new Schedule(
                labeledExpand(secret, SUITE, "key", context, Aead.KEY),
                labeledExpand(secret, SUITE, "base_nonce", context, Aead.NONCE),
                new Exporter(labeledExpand(secret, SUITE, "exp", context, SECRET)));
    }

    /** Section 4. */
    private static Bytes labeledExtract(Bytes salt, Bytes suite, String label, Bytes inputKey) {
        return Hkdf.extract(salt, Bytes.join(VERSION, suite, Bytes.utf8(label), inputKey));
    }

    /** Section 4. */
    private static Bytes labeledExpand(Bytes pseudorandomKey, Bytes suite, String label, Bytes info, int length) {
        Bytes lengthOctets = Bytes.of((byte) (length >> 8), (byte) length);
        return Hkdf.expand(pseudorandomKey, Bytes.join(lengthOctets, VERSION, suite, Bytes.utf8(label), info), length);
    }
}
