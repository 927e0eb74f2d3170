package io.transom.core.event;

import java.util.Locale;

/** The names of events; on disk in lower case with hyphens ({@code window-opened}). */
public enum EventName {
    CONNECTING,
    CONNECTED,
    DISCONNECTED,
    OBSERVED,
    PORT_MAPPED,
    REGISTERED,
    FOUND_AT_HOME,
    RINGING,
    RING_OVER,
    CALL_REQUESTED,
    CALL_NOTICE,
    WINDOW_OPENED,
    READY,
    NULL_PACKET_RECEIVED,
    PATH_TRIED,
    PATH_ANSWERED,
    PATH_PROVED,
    PATH_CHOSEN,
    PATH_LOST,
    WARM_WINDOW,
    PREVIEW,
    FIRST_SOUND,
    TALKING,
    MICROPHONE_OPENED,
    MICROPHONE_CLOSED,
    INPUT_CHANGED,
    LAMP,
    RELEASED,
    RELEASE_REFUSED,
    CALL_ENDED,
    COUNTED,
    JOINED,
    /** Into a household, or somebody into ours. */
    PAIRED,
    HOUSEHOLD_CHANGED,
    /** What an intercom has written down since was copied to who manages its household. */
    LOG_READ,
    /** An intercom's log isn't any more what it has told before. */
    LOG_BROKEN,
    REFUSED;

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
