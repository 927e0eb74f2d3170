package io.transom.core.trust;

import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import java.util.Optional;

/**
 * Proof of possession towards the manager, and the keys of the control channel, in one HPKE (RFC 9180, mode auth)
 * message: only the holder of the endpoint's private key could have sealed it, only this manager can open it, and it
 * names a challenge that the manager minted moments ago. A joining endpoint puts its invite's secret inside.
 *
 * <pre>
 * MQTT CONNECT   username  endpoint id
 *                password  public identity (64) || enc (32) || seal(joining || challenge)
 *                          joining: 0, or 1 and the invite's secret (16)
 * </pre>
 */
public final class Login {
    private static final Bytes NOT_JOINING = Bytes.hex("00");
    private static final Bytes JOINING = Bytes.hex("01");
    /** The manager's challenges have 32 octets; twice that leaves room for another manager's without growing a CONNECT. */
    private static final int LONGEST_CHALLENGE = 64;

    private static final int HEAD = PublicIdentity.LENGTH + Hpke.ENCAPSULATED;
    private static final int SHORTEST = HEAD + 1 + Aead.TAG;
    private static final int LONGEST = HEAD + 1 + InviteCode.SECRET + LONGEST_CHALLENGE + Aead.TAG;

    private Login() {}

    /** What the endpoint sends, and the channel it shares with the manager if the manager accepts. */
    public record Attempt(String username, Bytes password, ControlChannel channel) {}

    /** What the manager read; {@code inviteSecret} where the endpoint wants to join. */
    public record Claim(
            PublicIdentity identity, Bytes challenge, Optional<Bytes> inviteSecret, ControlChannel channel) {
        public EndpointId id() {
            return identity.id();
        }
    }

    /** The manager's challenge is foreign: any length is taken, and one that isn't the manager's is refused there. */
    public static Attempt attempt(
            Identity self, PublicIdentity manager, Bytes challenge, Optional<Bytes> inviteSecret, Entropy entropy) {
        if (inviteSecret.isPresent() && inviteSecret.get().length() != InviteCode.SECRET) {
            throw new IllegalArgumentException("an invite's secret has 16 octets");
        }
        Bytes joining = inviteSecret.map(secret -> Bytes.join(JOINING, secret)).orElse(NOT_JOINING);
        Bytes plain = Bytes.join(joining, challenge.slice(0, Math.min(challenge.length(), LONGEST_CHALLENGE)));
        Bytes identity = self.publicIdentity().encode();
        Hpke.Sealed sealed =
                Hpke.seal(Optional.of(self.agreement()), manager.agreement(), info(manager), identity, plain, entropy);
        Bytes password = Bytes.join(identity, sealed.encapsulated(), sealed.ciphertext());
        return new Attempt(self.id().text(), password, channel(sealed.exporter(), true));
    }

    /** Empty where anything is malformed, the username isn't the id of the keys, or the seal doesn't hold. */
    public static Optional<Claim> verify(Identity manager, String username, Bytes password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            return Optional.empty();
        }
        Bytes encodedIdentity = password.slice(0, PublicIdentity.LENGTH);
        PublicIdentity identity = PublicIdentity.decode(encodedIdentity);
        if (!identity.id().text().equals(username)) {
            return Optional.empty();
        }
        Bytes encapsulated = password.slice(PublicIdentity.LENGTH, HEAD);
        Bytes ciphertext = password.slice(HEAD, password.length());
        return Hpke.open(
                        manager.agreement(),
                        Optional.of(identity.agreement()),
                        encapsulated,
                        info(manager.publicIdentity()),
                        encodedIdentity,
                        ciphertext)
                .flatMap(opened -> claim(identity, opened));
    }

    private static Optional<Claim> claim(PublicIdentity identity, Hpke.Opened opened) {
        Bytes plain = opened.plain();
        boolean joining = plain.at(0) == 1;
        int challengeAt = joining ? 1 + InviteCode.SECRET : 1;
        if (plain.at(0) > 1 || plain.length() < challengeAt) {
            return Optional.empty();
        }
        Optional<Bytes> secret = joining ? Optional.of(plain.slice(1, challengeAt)) : Optional.empty();
        Bytes challenge = plain.slice(challengeAt, plain.length());
        return Optional.of(new Claim(identity, challenge, secret, channel(opened.exporter(), false)));
    }

    /** Names both of the manager's keys: the agreement key alone wouldn't say which manager's id was meant. */
    private static Bytes info(PublicIdentity manager) {
        return Bytes.join(Bytes.utf8("transom login 1"), manager.encode());
    }

    private static ControlChannel channel(Hpke.Exporter exporter, boolean endpoint) {
        Bytes up = exporter.export(Bytes.utf8("up"), Aead.KEY);
        Bytes down = exporter.export(Bytes.utf8("down"), Aead.KEY);
        ControlChannel.ReflectorCredentials reflector = new ControlChannel.ReflectorCredentials(
                Base32.encode(exporter.export(Bytes.utf8("reflector username"), 10)),
                exporter.export(Bytes.utf8("reflector key"), 20));
        return endpoint ? ControlChannel.of(up, down, reflector) : ControlChannel.of(down, up, reflector);
    }
}
