package io.transom.node.lan;

import io.transom.core.lan.Subnet;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;

/** mDNS on the links of this machine. */
public interface LanLine extends AutoCloseable {
    /** Told on the line's own thread, and on that of {@link #look}. */
    interface Ear {
        /** The links that are spoken on now. */
        void onLinks(List<Subnet> links);

        void onMessage(UdpAddress from, Bytes message);
    }

    /** Begins to listen; the ear is told of the links at once. */
    void open(Ear ear);

    /** The machine may be on other links now; the ear is told where it is. */
    void look();

    /** On every link; never blocks. */
    void send(Bytes message);

    @Override
    void close();

    /** No multicast is wanted. */
    static LanLine none() {
        return new LanLine() {
            @Override
            public void open(Ear ear) {}

            @Override
            public void look() {}

            @Override
            public void send(Bytes message) {}

            @Override
            public void close() {}
        };
    }
}
