package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.SignedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the two ends of a call say to each other, always inside a signed and sealed envelope. */
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

        /** Of another socket than the primary one. */
        public boolean isAlternate() {
            return socket > 0;
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
     * @param app the boot nonce of the app that is rung: an old ring means nothing to one that was started anew
     * @param preview X25519 public key made for this ring, 32 octets, where the visitor may be heard before the answer
     */
    record Ring(CallId call, Bytes boot, Bytes app, Optional<Bytes> preview) implements PeerSignal {
        /** One press rings no longer, however often it is said again. */
        public static final Duration LONGEST = Duration.ofMinutes(2);

        public Ring(CallId call, Bytes boot, Bytes app) {
            this(call, boot, app, Optional.empty());
        }

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

    /**
     * Let me hear the visitor.
     *
     * @param call the ring's id
     * @param ephemeral X25519 public key made for this ring, 32 octets; none where it is: no more
     */
    record Listen(CallId call, Optional<Bytes> ephemeral) implements PeerSignal {
        @Override
        public SignalKind kind() {
            return SignalKind.LISTEN;
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

    /**
     * Let us keep a path warm between us, so that a press rings in one leg.
     *
     * @param call the window's id
     * @param secret 16 fresh octets from which both directions' null-packet keys derive, as a call's do
     * @param callerFragment and {@code deviceFragment}: as a request's
     * @param boot the device's boot nonce, as presence told it
     */
    record Warm(
            CallId call,
            Bytes secret,
            String callerFragment,
            String deviceFragment,
            List<Candidate> candidates,
            Bytes boot)
            implements PeerSignal {
        public Warm {
            candidates = List.copyOf(candidates);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.WARM;
        }
    }

    /**
     * The answer to it; a refusal has no candidates and no lifetime.
     *
     * @param lifetime of an idle mapping before the device, as it measured it, in whole seconds up to an hour
     */
    record WarmAnswer(CallId call, Outcome outcome, List<Candidate> candidates, Optional<Duration> lifetime)
            implements PeerSignal {
        /** What the device said. */
        public enum Outcome {
            ACCEPTED,
            NOT_ALLOWED,
            /** It named another boot of the device. */
            STALE
        }

        public WarmAnswer {
            candidates = List.copyOf(candidates);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.WARM_ANSWER;
        }
    }

    /** What the four signals about a door have in common: {@code request} names one wish of one person to have it open. */
    sealed interface Release extends PeerSignal {
        int REQUEST_LENGTH = 16;
        int NONCE_LENGTH = 32;
        int SIGNATURE_LENGTH = 64;

        /** 16 octets, minted afresh by who asks: what belongs to another wish says nothing about this one. */
        Bytes request();
    }

    /**
     * I want that door open.
     *
     * @param call the call in which it is wanted; outside of one, a fresh id
     * @param door the lock's name for it; empty for the only one it has
     */
    record ReleaseAsk(CallId call, Bytes request, String door) implements Release {
        @Override
        public SignalKind kind() {
            return SignalKind.RELEASE_ASK;
        }
    }

    /**
     * Sign this.
     *
     * @param nonce 32 octets, minted by the lock for this one time
     * @param door the lock's name for it, never empty
     * @param life how long the lock waits for the answer, 1 to 255 whole seconds on its own clock
     */
    record ReleaseChallenge(CallId call, Bytes request, Bytes nonce, String door, Duration life) implements Release {
        @Override
        public SignalKind kind() {
            return SignalKind.RELEASE_CHALLENGE;
        }
    }

    /**
     * Signed.
     *
     * @param nonce the challenge's
     * @param signature Ed25519 by the member's own key over what docs/protocol.md says, 64 octets
     */
    record ReleaseAnswer(CallId call, Bytes request, Bytes nonce, Bytes signature) implements Release {
        @Override
        public SignalKind kind() {
            return SignalKind.RELEASE_ANSWER;
        }
    }

    /**
     * What came of it.
     *
     * @param patience after LOCKED_OUT, until when it is pointless to ask, in whole seconds up to 65,535; otherwise zero
     */
    record ReleaseDone(CallId call, Bytes request, Outcome outcome, Duration patience) implements Release {
        /** What the lock did. */
        public enum Outcome {
            /** The relay has moved, once. */
            RELEASED,
            /** A release by somebody else lasts: nothing was added to it. */
            OPEN_ALREADY,
            NOT_ALLOWED,
            /** This endpoint drives no lock, or none of that name. */
            NO_SUCH_DOOR,
            /** Too much was wrong, or wanted: for {@code patience} nothing of yours is heard. */
            LOCKED_OUT,
            /** The challenge is over, or never was. */
            STALE,
            /** The signature isn't that member's over this challenge. */
            REJECTED,
            /** Too many ask at once. */
            BUSY,
            /** Everything was right, and the relay didn't say in time that it has moved. */
            RELAY_FAILED
        }

        @Override
        public SignalKind kind() {
            return SignalKind.RELEASE_DONE;
        }
    }

    /** What members of a household, and who joins one, say to each other outside calls. */
    sealed interface OfHousehold extends PeerSignal {}

    /**
     * Which statements I hold: where a part's digest is another one than yours, send me what you have of it.
     *
     * @param call random: it stands for nothing, and makes two of these different
     * @param parts 16 digests of 16 octets: SHA-256, cut, over the sorted hashes of all statements whose own hash begins
     *     with the four bits that count the part
     */
    record Holding(CallId call, HouseholdId household, List<Bytes> parts) implements OfHousehold {
        public static final int PARTS = 16;
        public static final int PART_LENGTH = 16;

        public Holding {
            parts = List.copyOf(parts);
            if (parts.size() != PARTS || parts.stream().anyMatch(part -> part.length() != PART_LENGTH)) {
                throw new IllegalArgumentException("a set is told by 16 digests of 16 octets");
            }
        }

        @Override
        public SignalKind kind() {
            return SignalKind.HOUSEHOLD;
        }
    }

    /** Statements of a household; whether they hold, the receiver judges. As many as fit {@link #MOST_OCTETS}. */
    record Statements(CallId call, List<SignedStatement> statements) implements OfHousehold {
        /** Of all together, each with its length in front. */
        public static final int MOST_OCTETS = 766;

        public Statements {
            statements = List.copyOf(statements);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.STATEMENTS;
        }
    }

    /**
     * Let me into the household.
     *
     * @param tag which code is meant: 4 octets that derive from it
     * @param proof 32 octets: that we know the code, for these two identities, this call and this role
     */
    record Join(CallId call, Bytes tag, Role role, Bytes proof) implements OfHousehold {
        @Override
        public SignalKind kind() {
            return SignalKind.JOIN;
        }
    }

    /**
     * Welcome: its records follow in STATEMENTS.
     *
     * @param rootKey the household's Ed25519 public key, 32 octets; 32 zeros where it was refused
     * @param proof 32 octets: that we know the code, for the same and this root key
     */
    record Joined(CallId call, Bytes rootKey, Bytes proof) implements OfHousehold {
        @Override
        public SignalKind kind() {
            return SignalKind.JOINED;
        }
    }

    /** What who manages a household and its intercoms say to each other of what was let happen. */
    sealed interface OfLog extends PeerSignal {}

    /**
     * Tell me how your log goes on: to an intercom, by who may manage its household. What of the log is asked for and told is
     * sealed; the manager learns that there is a log.
     *
     * @param call random: it stands for nothing, and the answer names it
     * @param from sequence of the first entry that is wanted: the last that was told before, to be compared, or 0
     */
    record LogWanted(CallId call, long from) implements OfLog {
        @Override
        public SignalKind kind() {
            return SignalKind.LOG_WANTED;
        }
    }

    /**
     * Some entries of it, one behind the other; whether they make a chain, the receiver judges.
     *
     * @param call that of the question
     * @param length how many entries the log ever had: the last one's sequence and one
     * @param oldest sequence of the oldest entry that can still be told
     * @param following how many more of these answer the same question, 0 to 255
     * @param entries whole ones, encoded; as many as fit {@link #MOST_OCTETS}
     */
    record LogPart(CallId call, long length, long oldest, int following, List<Bytes> entries) implements OfLog {
        public static final int MOST_ENTRIES = 8;
        /** Of one. */
        public static final int LONGEST_ENTRY = 750;
        /** Of all together, each with its length in front. */
        public static final int MOST_OCTETS = LONGEST_ENTRY + 2;

        public LogPart {
            entries = List.copyOf(entries);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.LOG_PART;
        }
    }
}
