package io.transom.simulator.curve;

/** X25519 as RFC 7748 section 5 writes it down, branches and all. */
final class Ladder {
    /** (486662 - 2) / 4. */
    private static final long A24 = 121_665;

    private static final int HIGHEST_BIT = 254;

    private Ladder() {}

    /** 32 octets from 32 and 32; all zeros where the point is of small order. */
    static byte[] multiply(byte[] scalar, byte[] point) {
        byte[] k = scalar.clone();
        k[0] &= (byte) 0xF8;
        k[31] = (byte) (k[31] & 0x7F | 0x40);
        long[] x1 = Field.fromOctets(point);
        long[] x2 = Field.number(1);
        long[] z2 = Field.number(0);
        long[] x3 = x1.clone();
        long[] z3 = Field.number(1);
        long[][] scratch = new long[6][];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = Field.number(0);
        }
        for (int bit = HIGHEST_BIT; bit >= 0; bit--) {
            if ((k[bit / 8] >>> bit % 8 & 1) == 0) {
                step(x1, x2, z2, x3, z3, scratch);
            } else {
                step(x1, x3, z3, x2, z2, scratch);
            }
        }
        Field.multiply(x2, x2, Field.inverse(z2));
        return Field.toOctets(x2);
    }

    /** Doubles 2 and adds both to 3; the names are the RFC's. */
    private static void step(long[] x1, long[] x2, long[] z2, long[] x3, long[] z3, long[][] scratch) {
        long[] a = scratch[0];
        long[] aa = scratch[1];
        long[] b = scratch[2];
        long[] bb = scratch[3];
        long[] da = scratch[4];
        long[] cb = scratch[5];
        Field.add(a, x2, z2);
        Field.square(aa, a);
        Field.subtract(b, x2, z2);
        Field.square(bb, b);
        Field.subtract(da, x3, z3);
        Field.multiply(da, da, a);
        Field.add(cb, x3, z3);
        Field.multiply(cb, cb, b);
        Field.add(x3, da, cb);
        Field.square(x3, x3);
        Field.subtract(z3, da, cb);
        Field.square(z3, z3);
        Field.multiply(z3, z3, x1);
        Field.multiply(x2, aa, bb);
        long[] e = b;
        Field.subtract(e, aa, bb);
        Field.multiply(z2, e, A24);
        Field.add(z2, z2, aa);
        Field.multiply(z2, z2, e);
    }
}
