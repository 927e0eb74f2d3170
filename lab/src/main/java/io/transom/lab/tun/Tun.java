package io.transom.lab.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A TUN device: what the kernel of its namespace sends through it is read here, what is written here arrives there. */
final class Tun implements AutoCloseable {
    /** As on Ethernet: whole packets only, so that a read never cuts one. */
    static final int MTU = 1_500;

    private static final long TUNSETIFF = 0x400454CAL;
    private static final short IFF_TUN = 0x0001;
    /** Packets without the four octets of flags and protocol before each. */
    private static final short IFF_NO_PI = 0x1000;
    /** {@code struct ifreq}: a name of 16 octets, then a union of 24. */
    private static final int IFREQ_LENGTH = 40;

    private static final int IFREQ_FLAGS = 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(MTU);
    private final int fd;
    private boolean closed;

    private Tun(int fd) {
        this.fd = fd;
    }

    /** Makes the device {@code name} in {@code home}; it is down and has no address yet. */
    static Tun open(Namespace home, String name) throws IOException {
        return home.call(() -> new Tun(open(name)));
    }

    private static int open(String name) throws IOException {
        int fd = Libc.checked(
                "opening /dev/net/tun", Libc.open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_LENGTH);
            request.setString(0, name);
            request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
            int result = Libc.ioctl(fd, TUNSETIFF, request);
            if (result < 0) {
                Libc.close(fd);
                throw new IOException("making the TUN device " + name + " failed with errno " + -result);
            }
            return fd;
        }
    }

    int fd() {
        return fd;
    }

    /** The next packet that the kernel has sent, if there is one. */
    Optional<byte[]> read() throws IOException {
        long length = Libc.read(fd, buffer);
        if (length == -Libc.EAGAIN || length == -Libc.EINTR) {
            return Optional.empty();
        }
        Libc.checked("reading from a TUN device", length);
        return Optional.of(buffer.asSlice(0, length).toArray(JAVA_BYTE));
    }

    /** False where the kernel did not take it: its queue is full, or the device is down. */
    boolean write(byte[] packet) {
        if (closed || packet.length > MTU) {
            return false;
        }
        MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
        return Libc.write(fd, buffer, packet.length) == packet.length;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            arena.close();
        }
    }
}
