package io.transom.bench.call;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.media.opus.OpusCodec;
import io.transom.media.opus.OpusCodecs;
import io.transom.media.srtp.Opened;
import io.transom.media.srtp.SrtpReceiver;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.rtp.RtpPacket;
import io.transom.wire.stun.Datagrams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Hears what comes to a caller's sockets and, with the call's keys, authenticates and decodes the first packet of sound
 * itself, before the program does. That moment is a fact, not a claim of the program; when the program plays it is timed
 * apart.
 */
final class Ears {
    /** Early sound: what comes before the keys; more than an endpoint may send then isn't early sound. */
    private static final int MOST_HELD = 25;

    private record Call(CallId id, SrtpReceiver receiver, OpusCodec codec) {}

    private final CallTimes times;
    private final Deque<Bytes> held = new ArrayDeque<>();
    private Optional<Call> listening = Optional.empty();

    Ears(CallTimes times) {
        this.times = times;
    }

    Endpoint around(Endpoint inner) {
        return new Overhearing(inner);
    }

    UdpSockets.Factory around(UdpSockets.Factory inner) {
        return (ports, receiver) -> inner.bind(ports, new Overheard(receiver));
    }

    private synchronized void begin(CallId call, MediaKeys keys) {
        end();
        listening =
                Optional.of(new Call(call, new SrtpReceiver(keys.receiveKey(), keys.receiveSalt()), OpusCodecs.open()));
        while (!held.isEmpty()) {
            decode(held.remove());
        }
    }

    private synchronized void hear(Bytes datagram) {
        switch (Datagrams.kind(datagram)) {
            case RTP -> {
                if (listening.isPresent()) {
                    decode(datagram);
                } else if (held.size() < MOST_HELD) {
                    held.add(datagram);
                }
            }
            case CHANNEL -> ChannelFrame.decode(datagram).ifPresent(frame -> hear(frame.datagram()));
            case STUN, DTLS, UNKNOWN -> {}
        }
    }

    /** The first of each call is enough. */
    private void decode(Bytes packet) {
        if (listening.isEmpty() || times.has(listening.get().id().toString(), Step.DECODED)) {
            return;
        }
        Call call = listening.get();
        if (call.receiver().open(packet) instanceof Opened.Authentic authentic) {
            RtpPacket.decode(authentic.rtp()).ifPresent(rtp -> {
                short[] sound = call.codec().decode(rtp.payload().toArray());
                if (isSound(sound)) {
                    times.add(call.id().toString(), Step.DECODED, System.nanoTime());
                }
            });
        }
    }

    private static boolean isSound(short[] samples) {
        for (short sample : samples) {
            if (Math.abs(sample) > SoundOfTests.LOUDEST / 8) {
                return true;
            }
        }
        return false;
    }

    private synchronized void end() {
        listening.ifPresent(call -> call.codec().close());
        listening = Optional.empty();
    }

    private final class Overheard implements UdpSockets.Receiver {
        private final UdpSockets.Receiver inner;

        Overheard(UdpSockets.Receiver inner) {
            this.inner = inner;
        }

        @Override
        public void onDatagram(int socket, UdpAddress from, Bytes datagram) {
            hear(datagram);
            inner.onDatagram(socket, from, datagram);
        }

        @Override
        public void onUnreachable() {
            inner.onUnreachable();
        }
    }

    private final class Overhearing implements Endpoint {
        private final Endpoint inner;

        Overhearing(Endpoint inner) {
            this.inner = inner;
        }

        @Override
        public List<Effect> on(Input input, Moment now) {
            List<Effect> effects = inner.on(input, now);
            for (Effect effect : effects) {
                if (effect instanceof Effect.StartVoice start) {
                    begin(start.call(), start.keys());
                } else if (effect instanceof Effect.StopVoice) {
                    end();
                }
            }
            return effects;
        }

        @Override
        public Moment wakeAt() {
            return inner.wakeAt();
        }
    }
}
