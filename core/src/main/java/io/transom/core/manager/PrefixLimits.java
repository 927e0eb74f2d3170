package io.transom.core.manager;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many unpadded questions each part of the internet may ask. Their sender may be forged, and the answer is larger
 * than the question: this bounds what a victim can be sent.
 */
final class PrefixLimits {
    /** What one home's devices ask at once when its power comes back. */
    static final int BURST = 10;
    /** Then 88 octets of payload a second: nothing that would hurt a victim. */
    static final int PER_SECOND = 2;
    /** Half a megabyte. Past it, new prefixes wait until an old one has been quiet for 5 s. */
    static final int MOST_PREFIXES = 4096;

    /** The least recently asked first. */
    private final Map<Bytes, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    boolean allow(IpAddress from, Moment now) {
        Bytes prefix = prefix(from);
        TokenBucket bucket = buckets.get(prefix);
        if (bucket == null) {
            if (buckets.size() >= MOST_PREFIXES && !forgetOne(now)) {
                return false;
            }
            bucket = new TokenBucket(BURST, PER_SECOND, now);
            buckets.put(prefix, bucket);
        }
        return bucket.take(now);
    }

    /** True where the one that was quiet for longest had all its tokens back: forgetting it gives nobody more. */
    private boolean forgetOne(Moment now) {
        Iterator<TokenBucket> quietest = buckets.values().iterator();
        if (!quietest.next().isFull(now)) {
            return false;
        }
        quietest.remove();
        return true;
    }

    /** /24 or /48: what one holder of addresses has at the least. */
    private static Bytes prefix(IpAddress address) {
        return address.octets().slice(0, address.isV4() ? 3 : 6);
    }
}
