package io.transom.media.wav;

import io.transom.media.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads WAV from octets, and writes it to octets: 48 kHz mono 16 bit is what comes out and what goes in. */
public final class WavFile {
    /** Octets. 10 minutes of 48 kHz mono is 58 MB; a longer file is most likely the wrong one. */
    public static final int MOST_OCTETS = 100_000_000;

    static final int HEADER = 44;

    private static final int LEAST_RATE = 8_000;
    private static final int MOST_RATE = 96_000;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    /** WAVE_FORMAT_EXTENSIBLE: the true format is the first two octets of the sub-format's GUID. */
    private static final int EXTENSIBLE = 0xFFFE;

    private WavFile() {}

    private record Format(int channels, int rate) {}

    /**
     * Mono samples at 48 kHz, whatever rate (8 to 96 kHz) and number of channels (1 or 2) the file has.
     *
     * @param name the file's name, for messages
     */
    public static short[] read(byte[] octets, String name) throws WavException {
        if (octets.length > MOST_OCTETS) {
            throw new WavException(name + " has " + octets.length / 1_000_000 + " MB; at most "
                    + MOST_OCTETS / 1_000_000 + " are read: cut it with: sox " + name + " short.wav trim 0 600");
        }
        ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        if (octets.length < 12 || !tag(file, 0).equals("RIFF") || !tag(file, 8).equals("WAVE")) {
            throw new WavException(name + " is no WAV file (it does not begin with RIFF and WAVE): "
                    + convert(name, "-r 48000 -c 1 -b 16"));
        }
        Format format = null;
        int at = 12;
        while (at + 8 <= octets.length) {
            String tag = tag(file, at);
            long size = Integer.toUnsignedLong(file.getInt(at + 4));
            int body = at + 8;
            int there = (int) Math.min(size, octets.length - body);
            if (tag.equals("fmt ")) {
                format = format(file, body, there, name);
            } else if (tag.equals("data")) {
                if (format == null) {
                    throw new WavException(
                            name + " has its samples before its format; rewrite it: " + convert(name, ""));
                }
                // A recorder that died leaves 0 or 2^32−1 as size: the rest of the file is what was recorded.
                int length = size == 0 ? octets.length - body : there;
                return samples(file, body, length, format, name);
            }
            // Chunks are padded to an even length.
            long next = body + size + (size & 1);
            if (next > octets.length) {
                break;
            }
            at = (int) next;
        }
        throw new WavException(name + " holds no samples (no data chunk): it may have been cut off; record it again");
    }

    private static Format format(ByteBuffer file, int at, int size, String name) throws WavException {
        if (size < 16) {
            throw new WavException(
                    name + " has a format chunk of " + size + " octets, 16 are the least: it is damaged");
        }
        int encoding = file.getShort(at) & 0xFFFF;
        if (encoding == EXTENSIBLE && size >= 26) {
            encoding = file.getShort(at + 24) & 0xFFFF;
        }
        int channels = file.getShort(at + 2) & 0xFFFF;
        long rate = Integer.toUnsignedLong(file.getInt(at + 4));
        int bits = file.getShort(at + 14) & 0xFFFF;
        if (encoding == FLOAT) {
            throw new WavException(name + " holds floating-point samples; " + convert(name, "-e signed -b 16"));
        }
        if (encoding != PCM) {
            throw new WavException(
                    name + " has WAV encoding " + encoding + ", not PCM; " + convert(name, "-e signed -b 16"));
        }
        if (bits != 16) {
            throw new WavException(name + " is " + bits + "-bit; " + convert(name, "-b 16"));
        }
        if (channels != 1 && channels != 2) {
            throw new WavException(name + " has " + channels + " channels; " + convert(name, "-c 1"));
        }
        if (rate < LEAST_RATE || rate > MOST_RATE) {
            throw new WavException(name + " has " + rate + " samples a second; " + convert(name, "-r 48000"));
        }
        return new Format(channels, (int) rate);
    }

    private static short[] samples(ByteBuffer file, int at, int size, Format format, String name) throws WavException {
        int frames = size / (2 * format.channels());
        if (frames == 0) {
            throw new WavException(name + " holds no sound (its data chunk is empty): record it again");
        }
        short[] mono = new short[frames];
        for (int i = 0; i < frames; i++) {
            int first = at + i * 2 * format.channels();
            mono[i] = format.channels() == 1
                    ? file.getShort(first)
                    : (short) ((file.getShort(first) + file.getShort(first + 2)) / 2);
        }
        return Resampler.resample(mono, format.rate(), Frame.SAMPLE_RATE);
    }

    /** A whole file of 48 kHz mono samples. */
    public static byte[] write(short[] samples) {
        ByteBuffer file = ByteBuffer.allocate(HEADER + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(header(samples.length));
        for (short sample : samples) {
            file.putShort(sample);
        }
        return file.array();
    }

    /** The 44 octets before {@code samples} mono samples at 48 kHz. */
    static byte[] header(long samples) {
        // A RIFF size has 32 bits: 6.2 hours at this rate. What is longer says so by the greatest number.
        int size = (int) Math.min(2 * samples, 0xFFFFFFFFL - HEADER);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(size + HEADER - 8);
        header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        header.putShort((short) PCM).putShort((short) 1);
        header.putInt(Frame.SAMPLE_RATE).putInt(2 * Frame.SAMPLE_RATE);
        header.putShort((short) 2).putShort((short) 16);
        header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        return header.array();
    }

    private static String tag(ByteBuffer file, int at) {
        return new String(file.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private static String convert(String name, String options) {
        return "convert it with: sox " + name + " " + options + (options.isEmpty() ? "" : " ") + "out.wav";
    }
}
