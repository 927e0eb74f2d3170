package io.transom.core.lan;

import io.transom.core.path.Bucket;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much of what a stranger on the link may have sent is looked at: by source, and, for sources are easily forged, in all. */
final class Guard {
    /** A home's machines; of more, the one that has been quiet for longest is forgotten. */
    static final int MOST_SOURCES = 32;

    private final int atOnce;
    private final Duration refill;
    private final Bucket all;
    private final Map<IpAddress, Bucket> sources = new LinkedHashMap<>();

    /** {@code atOnce} and one each {@code refill} from one source; four times as many in all. */
    Guard(int atOnce, Duration refill) {
        this.atOnce = atOnce;
        this.refill = refill;
        this.all = new Bucket(4 * atOnce, refill.dividedBy(4));
    }

    boolean admits(IpAddress source, Moment now) {
        Bucket own = sources.remove(source);
        if (own == null) {
            own = new Bucket(atOnce, refill);
        }
        sources.put(source, own);
        if (sources.size() > MOST_SOURCES) {
            sources.remove(sources.keySet().iterator().next());
        }
        return own.take(now) && all.take(now);
    }

    int sources() {
        return sources.size();
    }
}
