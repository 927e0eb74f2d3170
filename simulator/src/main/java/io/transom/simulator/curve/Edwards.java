package io.transom.simulator.curve;

import io.transom.wire.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ed25519's signatures as RFC 8032 section 5.1.6 writes them down, with a table of the base point's multiples. */
final class Edwards {
    /** Of the base point (section 5.1). */
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final long[] TWICE_D = twice("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352");
    private static final long[] BASE_X = number("1ad5258f602d56c9b2a7259560c72c695cdcd6fd31e2a4c0fe536ecdd3366921");
    private static final long[] BASE_Y = number("58" + "66".repeat(31));

    private static final int HALF = 32;
    /** Four bits of a number at a time. */
    private static final int WINDOW = 16;

    /** At [i][j] the base point j * 16^i times. */
    private static final Point[][] TABLE = table();

    /** Section 5.1.4: x = X/Z, y = Y/Z, x * y = T/Z. */
    private record Point(long[] x, long[] y, long[] z, long[] t) {
        static Point neutral() {
            return new Point(Field.number(0), Field.number(1), Field.number(1), Field.number(0));
        }

        /** Also of a point and itself; the names are the RFC's. */
        Point plus(Point other) {
            long[] a = product(difference(y, x), difference(other.y, other.x));
            long[] b = product(sum(y, x), sum(other.y, other.x));
            long[] c = product(product(t, TWICE_D), other.t);
            long[] d = product(sum(z, z), other.z);
            long[] e = difference(b, a);
            long[] f = difference(d, c);
            long[] g = sum(d, c);
            long[] h = sum(b, a);
            return new Point(product(e, f), product(g, h), product(f, g), product(e, h));
        }

        /** Section 5.1.2. */
        byte[] encoded() {
            long[] inverse = Field.inverse(z);
            byte[] octets = Field.toOctets(product(y, inverse));
            octets[HALF - 1] |= (byte) ((Field.toOctets(product(x, inverse))[0] & 1) << 7);
            return octets;
        }
    }

    /** What a private key of 32 octets comes to. */
    record Expanded(BigInteger scalar, byte[] prefix, byte[] publicKey) {}

    private Edwards() {}

    static Expanded expand(byte[] privateKey) {
        byte[] hash = sha512(privateKey);
        byte[] scalar = Arrays.copyOf(hash, HALF);
        scalar[0] &= (byte) 0xF8;
        scalar[HALF - 1] = (byte) (scalar[HALF - 1] & 0x7F | 0x40);
        return new Expanded(fromOctets(scalar), Arrays.copyOfRange(hash, HALF, 2 * HALF), multiplied(scalar));
    }

    /** 64 octets. */
    static byte[] sign(Expanded key, byte[] message) {
        BigInteger r = fromOctets(sha512(key.prefix(), message)).mod(ORDER);
        byte[] point = multiplied(toOctets(r));
        BigInteger k = fromOctets(sha512(point, key.publicKey(), message)).mod(ORDER);
        byte[] signature = Arrays.copyOf(point, 2 * HALF);
        byte[] s = toOctets(k.multiply(key.scalar()).add(r).mod(ORDER));
        System.arraycopy(s, 0, signature, HALF, HALF);
        return signature;
    }

    private static byte[] multiplied(byte[] scalar) {
        Point sum = Point.neutral();
        for (int i = 0; i < TABLE.length; i++) {
            sum = sum.plus(TABLE[i][scalar[i / 2] >>> 4 * (i % 2) & WINDOW - 1]);
        }
        return sum.encoded();
    }

    private static Point[][] table() {
        Point[][] table = new Point[2 * HALF][WINDOW];
        Point step = new Point(BASE_X, BASE_Y, Field.number(1), product(BASE_X, BASE_Y));
        for (Point[] row : table) {
            row[0] = Point.neutral();
            for (int j = 1; j < WINDOW; j++) {
                row[j] = row[j - 1].plus(step);
            }
            step = row[WINDOW - 1].plus(step);
        }
        return table;
    }

    private static byte[] sha512(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }

    /** Least first. */
    private static BigInteger fromOctets(byte[] octets) {
        byte[] turned = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            turned[i] = octets[octets.length - 1 - i];
        }
        return new BigInteger(1, turned);
    }

    private static byte[] toOctets(BigInteger number) {
        byte[] bigEndian = number.toByteArray();
        byte[] octets = new byte[HALF];
        for (int i = 0; i < Math.min(HALF, bigEndian.length); i++) {
            octets[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return octets;
    }

    private static long[] number(String hex) {
        return Field.fromOctets(Bytes.hex(hex).toArray());
    }

    private static long[] twice(String hex) {
        return product(number(hex), Field.number(2));
    }

    private static long[] product(long[] a, long[] b) {
        long[] product = Field.number(0);
        Field.multiply(product, a, b);
        return product;
    }

    private static long[] sum(long[] a, long[] b) {
        long[] sum = Field.number(0);
        Field.add(sum, a, b);
        return sum;
    }

    private static long[] difference(long[] a, long[] b) {
        long[] difference = Field.number(0);
        Field.subtract(difference, a, b);
        return difference;
    }
}
