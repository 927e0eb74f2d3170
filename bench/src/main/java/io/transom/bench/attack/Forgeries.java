package io.transom.bench.attack;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Datagrams of a stranger, each of its own content: what it can make without any key. */
final class Forgeries {
    /** They come in turn. */
    static final int KINDS = 6;
    /** As many of each kind; they come round again after half a second at the full rate. */
    private static final int OF_EACH = 1_000;

    private static final int SOUND = 188;
    private static final int RTP = 0x80;

    private final Entropy entropy;
    private final List<ByteBuffer> made = new ArrayList<>();

    private Forgeries(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Random octets, questions with a wrong integrity or none, binds without a grant, frames, and what looks like sound. */
    static List<ByteBuffer> make(Entropy entropy) {
        Forgeries forgeries = new Forgeries(entropy);
        for (int i = 0; i < OF_EACH; i++) {
            forgeries.add(entropy.bytes(20 + i));
            forgeries.add(forgeries.question(Optional.of(entropy.bytes(20))));
            forgeries.add(forgeries.question(Optional.empty()));
            forgeries.add(forgeries.bind(i));
            forgeries.add(forgeries.frame(i));
            forgeries.add(forgeries.sound());
        }
        return List.copyOf(forgeries.made);
    }

    private void add(Bytes datagram) {
        made.add(ByteBuffer.wrap(datagram.toArray()));
    }

    /** Of a user name as a login's or a call's look, padded as ours are. */
    private Bytes question(Optional<Bytes> key) {
        return StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                        new StunAttribute.Username(userName()),
                        new StunAttribute.Padding(64)),
                key);
    }

    private Bytes bind(int number) {
        return StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.CHANNEL_BIND_REQUEST,
                        entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                        new StunAttribute.Username(userName()),
                        new StunAttribute.ChannelNumber(channel(number)),
                        new StunAttribute.BindSequence(number)),
                Optional.of(entropy.bytes(20)));
    }

    private Bytes frame(int number) {
        return new ChannelFrame(channel(number), number % 2 == 0 ? sound() : question(Optional.of(entropy.bytes(20))))
                .encode();
    }

    private Bytes sound() {
        byte[] packet = entropy.bytes(SOUND).toArray();
        packet[0] = (byte) RTP;
        packet[1] = 111;
        return Bytes.owning(packet);
    }

    private String userName() {
        return entropy.bytes(8).toHex();
    }

    private static int channel(int number) {
        return ChannelFrame.FIRST_CHANNEL + number % (ChannelFrame.LAST_CHANNEL - ChannelFrame.FIRST_CHANNEL);
    }
}
