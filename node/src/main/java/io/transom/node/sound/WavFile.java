package io.transom.node.sound;

import io.transom.media.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * RIFF WAVE files, 48 kHz mono 16-bit PCM.
 *
 * <pre>
 * "RIFF" size(4) "WAVE"   then chunks: id(4) size(4) content, padded to even
 *   "fmt "  format(2)=1 channels(2)=1 rate(4)=48000 octets/s(4) octets/frame(2) bits(2)=16
 *   "data"  samples, little-endian
 * </pre>
 */
public final class WavFile {
    /** Ten minutes: what anybody says into a door, and 58 MB at most in memory. */
    static final long LARGEST = 44 + 10L * 60 * Frame.SAMPLE_RATE * 2;

    static final int HEADER = 44;
    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final String REMEDY = "; make it one with: ffmpeg -i IN -ar 48000 -ac 1 -c:a pcm_s16le OUT.wav";

    private WavFile() {}

    /** All samples of {@code file}; throws {@link WavFormatException} for anything but 48 kHz mono 16-bit. */
    public static short[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new WavFormatException("there is no file " + file);
        }
        if (Files.size(file) > LARGEST) {
            throw new WavFormatException(file + " is longer than ten minutes; cut it");
        }
        return parse(file.toString(), ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static short[] parse(String file, ByteBuffer octets) throws WavFormatException {
        if (octets.remaining() < 12 || !"RIFF".equals(tag(octets)) || !"WAVE".equals(tag(octets.position(8)))) {
            throw new WavFormatException(file + " isn't a WAV file" + REMEDY);
        }
        boolean formatSeen = false;
        while (octets.remaining() >= 8) {
            String tag = tag(octets);
            // A stream that was never finished says all ones: then the rest is the content.
            long size = octets.getInt() & 0xFFFFFFFFL;
            int content = (int) Math.min(size, octets.remaining());
            if (tag.equals("fmt ")) {
                checkFormat(file, octets.slice(octets.position(), content).order(ByteOrder.LITTLE_ENDIAN));
                formatSeen = true;
            } else if (tag.equals("data")) {
                if (!formatSeen) {
                    throw new WavFormatException(file + " has sound before its format" + REMEDY);
                }
                return samples(octets.slice(octets.position(), content));
            }
            octets.position(Math.min(octets.limit(), octets.position() + content + (content & 1)));
        }
        throw new WavFormatException(file + " holds no sound" + REMEDY);
    }

    private static void checkFormat(String file, ByteBuffer format) throws WavFormatException {
        if (format.remaining() < 16) {
            throw new WavFormatException(file + " is cut short" + REMEDY);
        }
        int code = format.getShort() & 0xFFFF;
        int channels = format.getShort() & 0xFFFF;
        int rate = format.getInt();
        int bits = format.getShort(14) & 0xFFFF;
        if (code != PCM && code != EXTENSIBLE || channels != 1 || rate != Frame.SAMPLE_RATE || bits != 16) {
            throw new WavFormatException(file + " has " + channels + " channel(s) at " + rate + " Hz with " + bits
                    + " bits; 1 channel at 48000 Hz with 16 bits is needed" + REMEDY);
        }
    }

    private static short[] samples(ByteBuffer data) {
        short[] samples = new short[data.remaining() / 2];
        data.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static String tag(ByteBuffer octets) {
        byte[] tag = new byte[4];
        octets.get(tag);
        return new String(tag, StandardCharsets.ISO_8859_1);
    }

    /** The header of a file with {@code samples} samples. */
    static ByteBuffer header(long samples) {
        int data = (int) (samples * 2);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(HEADER - 8 + data);
        header.put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
        header.putShort((short) PCM).putShort((short) 1).putInt(Frame.SAMPLE_RATE);
        header.putInt(Frame.SAMPLE_RATE * 2).putShort((short) 2).putShort((short) 16);
        header.put("data".getBytes(StandardCharsets.ISO_8859_1)).putInt(data);
        return header.flip();
    }

    /** Writes {@code samples} to {@code file}, replacing what is there. */
    public static void write(Path file, short[] samples) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(HEADER + samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        octets.put(header(samples.length));
        for (short sample : samples) {
            octets.putShort(sample);
        }
        Files.write(file, octets.array());
    }
}
