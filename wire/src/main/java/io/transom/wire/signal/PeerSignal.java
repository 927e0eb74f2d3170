package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.Optional;

/** What the two ends of a call say to each other, always inside a sealed envelope. */
public sealed interface PeerSignal {
    int FRAGMENT_LENGTH = 16;
    int MOST_CANDIDATES = 16;

    /** The call or the ring that this is about. */
    CallId call();

    SignalKind kind();

    /** Where a null packet may find us. */
    record Candidate(Type type, int socket, UdpAddress address) {
        /** How the address is known. */
        public enum Type {
            /** On one of our own links. */
            HOST,
            /** Where the manager's reflector sees us. */
            OBSERVED,
            /** A port of an observed address that the home's router has mapped to us (PCP, NAT-PMP, UPnP). */
            GRANTED
        }
    }

    /**
     * Let us talk.
     *
     * @param secret 16 fresh octets from which both directions' null-packet keys derive
     * @param callerFragment and {@code deviceFragment}: the two halves of every null packet's USERNAME in this call,
     *     16 characters of a-z2-7 each
     * @param ephemeral X25519 public key made for this call, 32 octets
     * @param boot the device's boot nonce, as presence told it
     * @param ring the ring that this answers, if it answers one
     */
    record Request(
            CallId call,
            Bytes secret,
            String callerFragment,
            String deviceFragment,
            Bytes ephemeral,
            List<Candidate> candidates,
            Bytes boot,
            Optional<CallId> ring)
            implements PeerSignal {
        public Request {
            candidates = List.copyOf(candidates);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.CALL_REQUEST;
        }
    }

    /**
     * The answer to a request. An acceptance carries the device's ephemeral key (32 octets) and candidates; a refusal
     * has an empty key and none.
     */
    record Answer(CallId call, Outcome outcome, Bytes ephemeral, List<Candidate> candidates) implements PeerSignal {
        /** What the device said. */
        public enum Outcome {
            ACCEPTED,
            BUSY,
            NOT_ALLOWED,
            /** The request named another boot of the device, or this device has seen it before. */
            STALE,
            /** Someone else has answered the ring. */
            ANSWERED_ELSEWHERE
        }

        public Answer {
            candidates = List.copyOf(candidates);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.WINDOW_OPEN;
        }
    }

    /**
     * The doorbell was pressed.
     *
     * @param call the ring's id
     * @param boot the device's boot nonce
     */
    record Ring(CallId call, Bytes boot) implements PeerSignal {
        @Override
        public SignalKind kind() {
            return SignalKind.RING;
        }
    }

    /**
     * The ring has ended.
     *
     * @param answeredBy the name of who answered; empty where nobody did
     */
    record RingOver(CallId call, String answeredBy) implements PeerSignal {
        @Override
        public SignalKind kind() {
            return SignalKind.RING_OVER;
        }
    }

    /** The call has ended. */
    record HangUp(CallId call, Reason reason) implements PeerSignal {
        /** Why. */
        public enum Reason {
            HUNG_UP,
            NO_PATH,
            PATH_LOST,
            SHUTTING_DOWN,
            FAILED
        }

        @Override
        public SignalKind kind() {
            return SignalKind.HANG_UP;
        }
    }

    /**
     * Where I can be reached in this call has changed.
     *
     * @param sequence 1 for the first of a call and one more each time, up to 65,535: an older one is void
     * @param candidates all that hold from now on
     */
    record Moved(CallId call, int sequence, List<Candidate> candidates) implements PeerSignal {
        /** A call that moves once a second for a day does so 86,400 times; nothing moves that often. */
        public static final int LAST_SEQUENCE = 65_535;

        public Moved {
            candidates = List.copyOf(candidates);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.MOVED;
        }
    }

    /**
     * My router gives my socket another port for each port of yours, so you can't know which: seek me among its ports,
     * from the one of yours that I send to.
     *
     * @param mine an observed address of mine: what is sought is another port of the same IP address, and where {@code step}
     *     isn't 0 that is a few steps on
     * @param step from one new mapping's port to the next, -127 to 127; 0 where that can't be foretold
     * @param yours one of your observed addresses: mine sends there, from many ports where they can't be foretold
     */
    record Probe(CallId call, UdpAddress mine, int step, UdpAddress yours) implements PeerSignal {
        public static final int LONGEST_STEP = 127;

        public Probe {
            if (Math.abs(step) > LONGEST_STEP) {
                throw new IllegalArgumentException("ports " + step + " apart are no sequence");
            }
        }

        @Override
        public SignalKind kind() {
            return SignalKind.PROBE;
        }
    }
}
