package io.transom.bench.server;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** CPU time of the server's thread since this was made: the event loops are the only ones of that name here. */
final class ServerCpu {
    private static final String NAME = "EventLoopGroup";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long before = sum();

    long nanos() {
        return sum() - before;
    }

    private long sum() {
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains(NAME)) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }
}
