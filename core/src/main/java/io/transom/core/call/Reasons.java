package io.transom.core.call;

import io.transom.wire.Firewall;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.PeerSignal.Answer;
import io.transom.wire.signal.PeerSignal.HangUp;

/** Why a call ended, in sentences that need no knowledge of networks. */
public final class Reasons {
    public static final String HUNG_UP = "hung up";
    public static final String CALL_ALREADY = "there is a call already";
    public static final String SHUT_DOWN = "this side was switched off";
    public static final String NO_MANAGER = "the manager could not be reached";
    public static final String BAD_KEYS = "the other side sent keys that can't be used";

    private Reasons() {}

    public static String noAnswer(String name) {
        return name + " did not answer";
    }

    public static String notConnected(String name) {
        return name + " is not connected to the manager right now";
    }

    public static String unknown(String name) {
        return "there is nobody called " + name + " in this household";
    }

    public static String notADevice(String name) {
        return name + " is not an intercom";
    }

    public static String otherKeys(String name) {
        return name + " has other keys than the ones remembered for that name: either it was set up anew, or someone"
                + " pretends to be it; the call was not made";
    }

    static String noPath(String name, boolean heardThem, Firewall ours, Firewall theirs) {
        String seen = heardThem
                ? "packets of " + name + " arrived here, but none of ours was answered"
                : "no packet of " + name + " arrived here";
        return "no direct way through the two firewalls was found (" + seen + "; " + firewall("this side", ours) + ", "
                + firewall("the other side", theirs) + "), and no way through the manager either";
    }

    private static String firewall(String side, Firewall firewall) {
        return switch (firewall.mapping()) {
            case UNKNOWN -> side + " has a firewall of a kind that could not be measured";
            case NONE -> side + " has a public address";
            case ENDPOINT_INDEPENDENT -> side + " has a router that is easy to pass";
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT ->
                side + " has a router that uses another port towards everybody, which is hard to pass";
        };
    }

    static String pathLost(String name) {
        return "the way to " + name + " broke and no other was found";
    }

    static String vanished(String name) {
        return name + " vanished: neither the call nor the manager hears from it";
    }

    static String refused(String name, Answer.Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> throw new IllegalArgumentException("an acceptance is no refusal");
            case BUSY -> name + " is busy with another call";
            case NOT_ALLOWED -> name + " does not allow this call";
            case STALE -> restarted(name);
            case ANSWERED_ELSEWHERE -> "someone else has answered already";
        };
    }

    /** The door, or what we know of it, is not what it was when it was asked. */
    public static String restarted(String name) {
        return name + " was restarted a moment ago, or the ring is long over: please call again";
    }

    static String asksAgain(String name) {
        return name + " was restarted a moment ago: it is asked again";
    }

    public static String undelivered(String name, Undelivered.Reason reason) {
        return switch (reason) {
            case NOT_REGISTERED -> notConnected(name);
            case NOT_ALLOWED -> "the manager does not allow a call to " + name;
            case TOO_MANY -> "the manager has more to carry than it allows; please try again in a minute";
            case UNKNOWN_ENDPOINT -> name + " is not known to the manager any more";
        };
    }

    static String hungUpBy(String name, HangUp.Reason reason) {
        return switch (reason) {
            case HUNG_UP -> name + " hung up";
            case NO_PATH -> "no direct way through the two firewalls was found (" + name + " says)";
            case PATH_LOST -> name + " lost the way to this side";
            case SHUTTING_DOWN -> name + " was switched off";
            case FAILED -> "something went wrong at " + name;
        };
    }
}
