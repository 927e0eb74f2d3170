package io.transom.simulator.curve;

/**
 * Arithmetic modulo 2^255 - 19 on five limbs of 51 bits, least first. Between two operations a limb may be a bit or two
 * longer; only {@link #toOctets} gives the one form that a number has. Results may be written over the operands.
 */
final class Field {
    private static final int LIMBS = 5;
    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;
    /** What 2^255 is here. */
    private static final long FOLD = 19;

    private Field() {}

    static long[] number(long small) {
        return new long[] {small, 0, 0, 0, 0};
    }

    /** 32 octets, least first; the highest bit doesn't count (RFC 7748 section 5). */
    static long[] fromOctets(byte[] octets) {
        long[] limbs = new long[LIMBS];
        for (int bit = 0; bit < LIMBS * BITS; bit++) {
            long set = octets[bit / 8] >>> bit % 8 & 1;
            limbs[bit / BITS] |= set << bit % BITS;
        }
        return limbs;
    }

    static byte[] toOctets(long[] a) {
        long[] least = a.clone();
        carry(least);
        carry(least);
        // Below 2^255 now, but perhaps not below the modulus: that is so where 19 more reach 2^255.
        long[] more = least.clone();
        more[0] += FOLD;
        for (int i = 0; i < LIMBS - 1; i++) {
            more[i + 1] += more[i] >>> BITS;
            more[i] &= MASK;
        }
        if (more[LIMBS - 1] >>> BITS != 0) {
            more[LIMBS - 1] &= MASK;
            least = more;
        }
        byte[] octets = new byte[32];
        for (int bit = 0; bit < LIMBS * BITS; bit++) {
            octets[bit / 8] |= (byte) ((least[bit / BITS] >>> bit % BITS & 1) << bit % 8);
        }
        return octets;
    }

    static void add(long[] to, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) {
            to[i] = a[i] + b[i];
        }
    }

    /** {@code b} straight from a multiplication: twice the modulus is added, so that no limb turns negative. */
    static void subtract(long[] to, long[] a, long[] b) {
        to[0] = a[0] + 2 * (MASK - 18) - b[0];
        for (int i = 1; i < LIMBS; i++) {
            to[i] = a[i] + 2 * MASK - b[i];
        }
    }

    /** By a number of up to 17 bits. */
    static void multiply(long[] to, long[] a, long small) {
        long over = 0;
        for (int i = 0; i < LIMBS; i++) {
            to[i] = low(a[i], small) + over;
            over = high(a[i], small);
        }
        to[0] += FOLD * over;
    }

    /** The same as multiplying by itself, with each product of two different limbs made once. */
    static void square(long[] to, long[] a) {
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long a4 = a[4];
        long low5 = 2 * (low(a1, a4) + low(a2, a3));
        long low6 = 2 * low(a2, a4) + low(a3, a3);
        long low7 = 2 * low(a3, a4);
        long high4 = 2 * (high(a0, a4) + high(a1, a3)) + high(a2, a2);
        long high5 = 2 * (high(a1, a4) + high(a2, a3));
        long high6 = 2 * high(a2, a4) + high(a3, a3);
        long high7 = 2 * high(a3, a4);
        to[0] = low(a0, a0) + FOLD * (low5 + high4);
        to[1] = 2 * low(a0, a1) + high(a0, a0) + FOLD * (low6 + high5);
        to[2] = 2 * (low(a0, a2) + high(a0, a1)) + low(a1, a1) + FOLD * (low7 + high6);
        to[3] = 2 * (low(a0, a3) + low(a1, a2) + high(a0, a2)) + high(a1, a1) + FOLD * (low(a4, a4) + high7);
        to[4] = 2 * (low(a0, a4) + low(a1, a3) + high(a0, a3) + high(a1, a2)) + low(a2, a2) + FOLD * high(a4, a4);
        carry(to);
    }

    /**
     * Schoolbook, for limbs below 2^53. A product of two limbs has a low part, its last 51 bits, and a high part, which
     * belongs to the next column; what belongs to the sixth column and beyond comes back nineteenfold.
     */
    static void multiply(long[] to, long[] a, long[] b) {
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long a4 = a[4];
        long b0 = b[0];
        long b1 = b[1];
        long b2 = b[2];
        long b3 = b[3];
        long b4 = b[4];
        long low0 = low(a0, b0);
        long low1 = low(a0, b1) + low(a1, b0);
        long low2 = low(a0, b2) + low(a1, b1) + low(a2, b0);
        long low3 = low(a0, b3) + low(a1, b2) + low(a2, b1) + low(a3, b0);
        long low4 = low(a0, b4) + low(a1, b3) + low(a2, b2) + low(a3, b1) + low(a4, b0);
        long low5 = low(a1, b4) + low(a2, b3) + low(a3, b2) + low(a4, b1);
        long low6 = low(a2, b4) + low(a3, b3) + low(a4, b2);
        long low7 = low(a3, b4) + low(a4, b3);
        long low8 = low(a4, b4);
        long high0 = high(a0, b0);
        long high1 = high(a0, b1) + high(a1, b0);
        long high2 = high(a0, b2) + high(a1, b1) + high(a2, b0);
        long high3 = high(a0, b3) + high(a1, b2) + high(a2, b1) + high(a3, b0);
        long high4 = high(a0, b4) + high(a1, b3) + high(a2, b2) + high(a3, b1) + high(a4, b0);
        long high5 = high(a1, b4) + high(a2, b3) + high(a3, b2) + high(a4, b1);
        long high6 = high(a2, b4) + high(a3, b3) + high(a4, b2);
        long high7 = high(a3, b4) + high(a4, b3);
        long high8 = high(a4, b4);
        to[0] = low0 + FOLD * (low5 + high4);
        to[1] = low1 + high0 + FOLD * (low6 + high5);
        to[2] = low2 + high1 + FOLD * (low7 + high6);
        to[3] = low3 + high2 + FOLD * (low8 + high7);
        to[4] = low4 + high3 + FOLD * high8;
        carry(to);
    }

    private static long low(long a, long b) {
        return a * b & MASK;
    }

    /** The product divided by 2^51: the upper half of one that is 2^13 times too large. */
    private static long high(long a, long b) {
        return Math.multiplyHigh(a << 6, b << 7);
    }

    /** Once around; the first limb may be longer than the others afterwards, by ten bits after a multiplication's sums. */
    private static void carry(long[] limbs) {
        long over = 0;
        for (int i = 0; i < LIMBS; i++) {
            long sum = limbs[i] + over;
            limbs[i] = sum & MASK;
            over = sum >>> BITS;
        }
        limbs[0] += FOLD * over;
    }

    /** The inverse: the power of p - 2 = 2^255 - 21, in 254 squarings and 11 multiplications (Fermat). */
    static long[] inverse(long[] a) {
        long[] to2 = power(a, 1);
        long[] to9 = product(power(to2, 2), a);
        long[] to11 = product(to9, to2);
        long[] ones5 = product(power(to11, 1), to9);
        long[] ones10 = product(power(ones5, 5), ones5);
        long[] ones20 = product(power(ones10, 10), ones10);
        long[] ones40 = product(power(ones20, 20), ones20);
        long[] ones50 = product(power(ones40, 10), ones10);
        long[] ones100 = product(power(ones50, 50), ones50);
        long[] ones200 = product(power(ones100, 100), ones100);
        long[] ones250 = product(power(ones200, 50), ones50);
        return product(power(ones250, 5), to11);
    }

    /** A new number. */
    private static long[] product(long[] a, long[] b) {
        long[] product = new long[LIMBS];
        multiply(product, a, b);
        return product;
    }

    /** A new number: {@code a} squared so many times. */
    private static long[] power(long[] a, int squarings) {
        long[] squared = a.clone();
        for (int i = 0; i < squarings; i++) {
            square(squared, squared);
        }
        return squared;
    }
}
