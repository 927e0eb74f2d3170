package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallKeysTest {
    private final SeededEntropy entropy = new SeededEntropy(3);
    private final CallId call = CallId.random(entropy);
    private final Bytes secret = entropy.bytes(16);
    private final CallKeys.Ephemeral caller = CallKeys.Ephemeral.generate(entropy);
    private final CallKeys.Ephemeral device = CallKeys.Ephemeral.generate(entropy);

    @Test
    void both_ends_derive_the_same_media_keys() {
        assertThat(mediaOfDevice(secret)).isEqualTo(mediaOfCaller(call));
        MediaKeys keys = mediaOfCaller(call).orElseThrow();
        assertThat(keys.sendKey()).isNotEqualTo(keys.receiveKey());
        assertThat(keys.reversed().sendKey()).isEqualTo(keys.receiveKey());
    }

    @Test
    void another_call_or_another_secret_has_other_keys() {
        assertThat(mediaOfCaller(CallId.random(entropy))).isNotEqualTo(mediaOfCaller(call));
        assertThat(mediaOfDevice(entropy.bytes(16))).isNotEqualTo(mediaOfDevice(secret));
    }

    @Test
    void who_knows_the_requests_secret_alone_does_not_know_the_media_keys() {
        CallKeys.Ephemeral eavesdropper = CallKeys.Ephemeral.generate(entropy);
        Optional<MediaKeys> guessed = CallKeys.media(
                call, secret, eavesdropper.privateKey(), device.publicKey(), caller.publicKey(), device.publicKey());
        assertThat(guessed).isNotEqualTo(mediaOfCaller(call));
    }

    @Test
    void a_key_of_small_order_or_none_at_all_is_refused() {
        assertThat(mediaWith(Bytes.of(new byte[32]))).isEmpty();
        assertThat(mediaWith(Bytes.EMPTY)).isEmpty();
        assertThat(mediaWith(Bytes.of(new byte[33]))).isEmpty();
    }

    @Test
    void null_packets_have_a_key_each_way_for_each_call() {
        CallKeys.NullPacketKeys keys = CallKeys.nullPackets(call, secret);
        assertThat(keys.callerToDevice().length()).isEqualTo(20);
        assertThat(keys.callerToDevice()).isNotEqualTo(keys.deviceToCaller());
        assertThat(CallKeys.nullPackets(call, secret)).isEqualTo(keys);
        assertThat(CallKeys.nullPackets(CallId.random(entropy), secret)).isNotEqualTo(keys);
    }

    @Test
    void both_ends_of_a_preview_have_one_key_of_that_ring_and_of_these_two() {
        Optional<MediaKey> atDoor =
                CallKeys.preview(call, device.privateKey(), caller.publicKey(), caller.publicKey(), device.publicKey());
        Optional<MediaKey> atApp =
                CallKeys.preview(call, caller.privateKey(), device.publicKey(), caller.publicKey(), device.publicKey());
        assertThat(atDoor).isPresent().isEqualTo(atApp);
        assertThat(CallKeys.preview(
                        CallId.random(entropy),
                        caller.privateKey(),
                        device.publicKey(),
                        caller.publicKey(),
                        device.publicKey()))
                .isNotEqualTo(atApp);
        CallKeys.Ephemeral other = CallKeys.Ephemeral.generate(entropy);
        assertThat(CallKeys.preview(
                        call, other.privateKey(), device.publicKey(), other.publicKey(), device.publicKey()))
                .isNotEqualTo(atApp);
        assertThat(CallKeys.preview(
                        call, device.privateKey(), Bytes.of(new byte[32]), caller.publicKey(), device.publicKey()))
                .isEmpty();
    }

    @Test
    void keys_show_nothing_of_themselves() {
        assertThat(caller.toString()).doesNotContain(caller.privateKey().toHex().substring(0, 8));
        assertThat(mediaOfCaller(call).orElseThrow().toString()).contains("Bytes[16]");
    }

    private Optional<MediaKeys> mediaOfCaller(CallId of) {
        return CallKeys.media(
                of, secret, caller.privateKey(), device.publicKey(), caller.publicKey(), device.publicKey());
    }

    private Optional<MediaKeys> mediaOfDevice(Bytes with) {
        return CallKeys.media(
                call, with, device.privateKey(), caller.publicKey(), caller.publicKey(), device.publicKey());
    }

    private Optional<MediaKeys> mediaWith(Bytes theirPublic) {
        return CallKeys.media(call, secret, caller.privateKey(), theirPublic, caller.publicKey(), theirPublic);
    }
}
