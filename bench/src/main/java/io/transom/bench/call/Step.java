package io.transom.bench.call;

import io.transom.core.event.EventName;

/** What is timed in a call, in the order in which it comes as a rule. */
public enum Step {
    ASKED("the caller asks", Who.CALLER, EventName.CALL_REQUESTED, 0),
    PASSED_ON("the manager passes the request on", Who.MANAGER, EventName.CALL_NOTICE, 1),
    NOTICE("the door has the notice", Who.DOOR, EventName.CALL_NOTICE, 2),
    WINDOW("the door has opened its window", Who.DOOR, EventName.WINDOW_OPENED, 2),
    /** Nothing tells of it: {@link SoundOfTests} is that microphone. */
    MICROPHONE("the door's microphone is open", Who.TAP, EventName.FIRST_SOUND, 2),
    CAPTURED("its first frame is captured", Who.TAP, EventName.FIRST_SOUND, 2),
    /** Nothing tells of it: {@link Mouth} sees it. */
    SENT("the door has sent its first sound", Who.TAP, EventName.FIRST_SOUND, 2),
    READY("the caller is told: ready", Who.CALLER, EventName.READY, 4),
    /** Nothing tells of it: {@link Ears} hears it. */
    DECODED("first sound authenticated and decoded", Who.TAP, EventName.FIRST_SOUND, 4),
    PROVED("the caller has proved the path", Who.CALLER, EventName.PATH_PROVED, 4),
    SOUND("the caller plays the first sound", Who.CALLER, EventName.FIRST_SOUND, 4);

    /** Whose event it is. */
    enum Who {
        CALLER,
        MANAGER,
        DOOR,
        /** Nobody's event: it is seen from outside. */
        TAP
    }

    private final String words;
    private final Who who;
    private final EventName event;
    private final int accessLines;

    Step(String words, Who who, EventName event, int accessLines) {
        this.words = words;
        this.who = who;
        this.event = event;
        this.accessLines = accessLines;
    }

    public String words() {
        return words;
    }

    Who who() {
        return who;
    }

    EventName event() {
        return event;
    }

    /**
     * How many access lines must have been passed since {@link #ASKED}, one after the other: caller to manager 1, manager
     * to door 1, door to caller 2. No protocol over this manager can be quicker.
     */
    public int accessLines() {
        return accessLines;
    }

    /** Whether a frame of sound has to be captured before it. */
    public boolean needsSound() {
        return this == CAPTURED || this == SENT || this == DECODED || this == SOUND;
    }
}
