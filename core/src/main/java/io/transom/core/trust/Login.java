package io.transom.core.trust;

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
 *                password  public identity (64) || enc (32) || seal(challenge || invite secret, if joining)
 * </pre>
 */
public final class Login {
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

    public static Attempt attempt(
            Identity self, PublicIdentity manager, Bytes challenge, Optional<Bytes> inviteSecret, Entropy entropy) {
        throw new UnsupportedOperationException("being built");
    }

    /** Empty where anything is malformed, the username isn't the id of the keys, or the seal doesn't hold. */
    public static Optional<Claim> verify(Identity manager, String username, Bytes password) {
        throw new UnsupportedOperationException("being built");
    }
}
