package io.transom.node.host;

import io.transom.core.audit.AuditEntry;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.media.voice.Voice;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Who hosts an endpoint hears of it here. Called on the host's threads: each method must return soon. */
public interface Audience {
    /**
     * The lamp at the microphone; from the capture path itself, before the card is opened and after it is closed. False
     * where there is a lamp and it doesn't do that: then the microphone stays closed.
     */
    default boolean lamp(Voice.Lamp lamp) {
        return true;
    }

    /** Begin or stop the sound of a bell. */
    default void chime(boolean on) {}

    /** Hold the relay of that door, once: answer with {@code Input.RelayAnswered}. */
    default void pulseRelay(String door, Duration length) {}

    /** What came of {@code Input.OpenDoor}, in words for people. */
    default void doorAnswered(boolean open, String words) {}

    /**
     * Someone is at the door: answer with {@code Input.AnswerRing}.
     *
     * @param preview they can be heard before, with {@code Input.Listen}
     */
    default void ringOffered(CallId ring, String from, boolean preview) {}

    /**
     * Remember for good whose keys that name stands for.
     *
     * @throws IOException where it isn't on the disk: it is asked again later; so of each that remembers something
     */
    default void pin(Member member) throws IOException {}

    /** Remember for good who is a member of our household. */
    default void keepHousehold(StatementSet statements) throws IOException {}

    /** Remember for good that it isn't earlier than that, in seconds since 1970. */
    default void keepTime(long seconds) throws IOException {}

    /**
     * Add this to the log of what was let happen; it is on the disk when this returns.
     *
     * @throws IOException where it isn't: then nothing opens; the message says what to do
     */
    default void keepAudit(AuditEntry entry) throws IOException {}

    /** Keep the copy of an intercom's log as it is; what is copied from then on is another. */
    default void setLogAside(EndpointId whose) throws IOException {}

    /** Add these to the copy of an intercom's log. */
    default void keepLogOf(EndpointId whose, List<AuditEntry> entries) throws IOException {}

    /** The manager has let us in: remember which it was. */
    default void joined(EndpointId manager) throws IOException {}

    /** A call has a voice from now on. */
    default void voiceStarted(CallId call) {}

    default void callOver(CallId call, boolean soundWasHeard, String reason) {}

    /** The control connection can't be had and trying again is pointless. */
    default void gaveUp(String reason) {}
}
