package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final SeededEntropy entropy = new SeededEntropy(7);
    private final Identity manager = Identity.generate(entropy);
    private final Identity device = Identity.generate(entropy);
    private final Bytes challenge = entropy.bytes(32);

    @Test
    void the_manager_reads_who_it_is_and_which_challenge_was_answered() {
        Login.Attempt attempt = attempt(Optional.empty());
        Login.Claim claim = verify(attempt).orElseThrow();
        assertThat(claim.identity()).isEqualTo(device.publicIdentity());
        assertThat(claim.challenge()).isEqualTo(challenge);
        assertThat(claim.inviteSecret()).isEmpty();
    }

    @Test
    void a_joining_endpoints_invite_arrives_and_cannot_be_read_on_the_way() {
        Bytes secret = entropy.bytes(16);
        Login.Attempt attempt = attempt(Optional.of(secret));
        assertThat(verify(attempt).orElseThrow().inviteSecret()).contains(secret);
        assertThat(attempt.password().toHex()).doesNotContain(secret.toHex());
    }

    @Test
    void both_ends_hold_the_same_channel_and_the_same_credentials_for_the_reflector() {
        Login.Attempt attempt = attempt(Optional.empty());
        Login.Claim claim = verify(attempt).orElseThrow();
        assertThat(claim.channel().open("up", attempt.channel().seal("up", Bytes.utf8("a"))))
                .contains(Bytes.utf8("a"));
        assertThat(attempt.channel().open("down", claim.channel().seal("down", Bytes.utf8("b"))))
                .contains(Bytes.utf8("b"));
        assertThat(attempt.channel().reflector()).isEqualTo(claim.channel().reflector());
        assertThat(attempt.channel().reflector().username()).hasSize(16);
    }

    @Test
    void nobody_logs_in_under_anothers_id() {
        Identity other = Identity.generate(entropy);
        Login.Attempt attempt = attempt(Optional.empty());
        assertThat(Login.verify(manager, other.id().text(), attempt.password())).isEmpty();
    }

    @Test
    void claiming_anothers_public_keys_without_the_private_ones_does_not_hold() {
        Identity other = Identity.generate(entropy);
        Bytes own = attempt(Optional.empty()).password();
        Bytes claimed = Bytes.join(other.publicIdentity().encode(), own.slice(64, own.length()));
        assertThat(Login.verify(manager, other.id().text(), claimed)).isEmpty();
    }

    @Test
    void what_was_meant_for_another_manager_does_not_hold_here() {
        Identity elsewhere = Identity.generate(entropy);
        Login.Attempt attempt = Login.attempt(device, elsewhere.publicIdentity(), challenge, Optional.empty(), entropy);
        assertThat(verify(attempt)).isEmpty();
    }

    @Test
    void every_cut_of_a_password_is_refused_without_an_exception() {
        Login.Attempt attempt = attempt(Optional.of(entropy.bytes(16)));
        for (int length = 0; length < attempt.password().length(); length++) {
            assertThat(Login.verify(
                            manager, attempt.username(), attempt.password().slice(0, length)))
                    .isEmpty();
        }
        assertThat(Login.verify(manager, "", attempt.password())).isEmpty();
        assertThat(Login.verify(manager, attempt.username(), Bytes.of(new byte[70_000])))
                .isEmpty();
    }

    @Test
    void a_challenge_of_any_length_is_answered_without_an_exception() {
        for (int length : new int[] {0, 1, 31, 33, 64, 65, 5000}) {
            Login.Attempt attempt =
                    Login.attempt(device, manager.publicIdentity(), entropy.bytes(length), Optional.empty(), entropy);
            assertThat(verify(attempt)).isPresent();
        }
    }

    @Test
    void an_identity_survives_being_kept_and_shows_nothing_of_itself() {
        Identity restored = Identity.fromSecret(device.secret());
        assertThat(restored.publicIdentity()).isEqualTo(device.publicIdentity());
        assertThat(device.secret().length()).isEqualTo(64);
        assertThat(device.toString()).doesNotContain(device.secret().slice(0, 4).toHex());
        assertThat(attempt(Optional.empty()).toString())
                .contains("ControlChannel")
                .contains("Bytes[");
    }

    private Login.Attempt attempt(Optional<Bytes> invite) {
        return Login.attempt(device, manager.publicIdentity(), challenge, invite, entropy);
    }

    private Optional<Login.Claim> verify(Login.Attempt attempt) {
        return Login.verify(manager, attempt.username(), attempt.password());
    }
}
