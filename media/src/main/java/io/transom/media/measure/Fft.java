package io.transom.media.measure;

/** The fast Fourier transform of a power of two of complex numbers, in place; radix 2. */
final class Fft {
    private final int size;
    private final double[] cosine;
    private final double[] sine;

    Fft(int size) {
        if (Integer.bitCount(size) != 1 || size < 2) {
            throw new IllegalArgumentException("the size must be a power of two, not " + size);
        }
        this.size = size;
        cosine = new double[size / 2];
        sine = new double[size / 2];
        for (int i = 0; i < size / 2; i++) {
            cosine[i] = Math.cos(2 * Math.PI * i / size);
            sine[i] = Math.sin(2 * Math.PI * i / size);
        }
    }

    /** The least power of two that is not below {@code length}. */
    static int sizeFor(int length) {
        return length <= 2 ? 2 : Integer.highestOneBit(length - 1) << 1;
    }

    void forward(double[] real, double[] imaginary) {
        reorder(real, imaginary);
        for (int half = 1; half < size; half *= 2) {
            int stride = size / (2 * half);
            for (int start = 0; start < size; start += 2 * half) {
                for (int i = 0; i < half; i++) {
                    double c = cosine[i * stride];
                    double s = -sine[i * stride];
                    int a = start + i;
                    int b = a + half;
                    double re = real[b] * c - imaginary[b] * s;
                    double im = real[b] * s + imaginary[b] * c;
                    real[b] = real[a] - re;
                    imaginary[b] = imaginary[a] - im;
                    real[a] += re;
                    imaginary[a] += im;
                }
            }
        }
    }

    /** The inverse, scaled by 1/size. */
    void inverse(double[] real, double[] imaginary) {
        forward(imaginary, real);
        for (int i = 0; i < size; i++) {
            real[i] /= size;
            imaginary[i] /= size;
        }
    }

    private void reorder(double[] real, double[] imaginary) {
        for (int i = 1, j = 0; i < size; i++) {
            int bit = size >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                double re = real[i];
                real[i] = real[j];
                real[j] = re;
                double im = imaginary[i];
                imaginary[i] = imaginary[j];
                imaginary[j] = im;
            }
        }
    }

    /** Products {@code sum over i of a[i] · b[i + lag]} for lag = −(a.length − 1) to b.length − 1, at place lag + a.length − 1. */
    static double[] correlate(double[] a, double[] b) {
        int lags = a.length + b.length - 1;
        int size = sizeFor(lags);
        Fft fft = new Fft(size);
        double[] real = new double[size];
        double[] imaginary = new double[size];
        // Two real signals in one complex transform: b in the real part, a reversed in the imaginary part; the
        // imaginary part of
        // the square's half is their convolution.
        System.arraycopy(b, 0, real, 0, b.length);
        for (int i = 0; i < a.length; i++) {
            imaginary[i] = a[a.length - 1 - i];
        }
        fft.forward(real, imaginary);
        for (int i = 0; i < size; i++) {
            double re = real[i] * real[i] - imaginary[i] * imaginary[i];
            imaginary[i] = 2 * real[i] * imaginary[i];
            real[i] = re;
        }
        fft.inverse(real, imaginary);
        double[] products = new double[lags];
        for (int i = 0; i < lags; i++) {
            products[i] = imaginary[i] / 2;
        }
        return products;
    }
}
