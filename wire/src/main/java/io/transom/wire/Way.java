package io.transom.wire;

/** How a datagram gets to the other end of a call, or how it came from there. */
public sealed interface Way {
    /** No channel, and nothing but {@code socket} and {@code remote}: the plain UDP way. */
    static Way direct(int socket, UdpAddress remote) {
        return new Direct(socket, remote);
    }

    /** From one of our sockets, 0 for the primary one, to an address of the other end itself. */
    record Direct(int socket, UdpAddress remote) implements Way {
        @Override
        public String toString() {
            return remote.toString();
        }
    }

    /** From one of our sockets to a relay, which passes on what stands in a channel's frames (RFC 8656 section 12). */
    record Relayed(int socket, UdpAddress relay, int channel) implements Way {
        @Override
        public String toString() {
            return "channel " + channel + " of the relay " + relay;
        }
    }

    /**
     * The same frames through a WebSocket to the manager's port, where UDP doesn't get through.
     *
     * @param channel {@link #NO_CHANNEL} for what is meant for the relay itself, or comes from it: that has no frame
     */
    record Tunnelled(int channel) implements Way {
        /** A bind and its answer. */
        public static final int NO_CHANNEL = 0;

        @Override
        public String toString() {
            return "channel " + channel + " of the tunnel";
        }
    }
}
