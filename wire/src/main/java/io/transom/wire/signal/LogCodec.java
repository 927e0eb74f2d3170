package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.signal.PeerSignal.LogPart;
import io.transom.wire.signal.PeerSignal.LogWanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of the two signals of a log, behind kind and call. Numbers that no log can have are empty. */
final class LogCodec {
    private LogCodec() {}

    static void write(ByteWriter out, PeerSignal.OfLog signal) {
        switch (signal) {
            case LogWanted wanted -> out.u64(wanted.from());
            case LogPart part -> {
                out.u64(part.length()).u64(part.oldest()).u8(part.following());
                Fields.writeCount(out, part.entries(), LogPart.MOST_ENTRIES);
                part.entries().forEach(entry -> out.prefixed16(entry, LogPart.LONGEST_ENTRY));
            }
        }
    }

    static Optional<PeerSignal> readWanted(ByteReader in, CallId call) {
        long from = in.u64();
        return from < 0 ? Optional.empty() : in.whole(new LogWanted(call, from));
    }

    static Optional<PeerSignal> readPart(ByteReader in, CallId call) {
        long length = in.u64();
        long oldest = in.u64();
        int following = in.u8();
        int count = in.count(LogPart.MOST_ENTRIES);
        List<Bytes> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(in.prefixed16(LogPart.LONGEST_ENTRY));
        }
        return length < 0 || oldest < 0 || oldest > length
                ? Optional.empty()
                : in.whole(new LogPart(call, length, oldest, following, entries));
    }
}
