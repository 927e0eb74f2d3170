package io.transom.wire.dns;

import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.dns.DnsMessage.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages to octets and back. What is foreign never throws: it is empty. */
public final class DnsCodec {
    static final int POINTER = Question.POINTER;
    static final int TEXT = Question.TEXT;
    static final int SERVICE = Question.SERVICE;
    static final int ADDRESS_V4 = 1;
    static final int ADDRESS_V6 = 28;

    /** RFC 6762 section 18: a response is authoritative, and nothing else is said. */
    private static final int RESPONSE = 0x8400;

    private static final int IN = 1;
    /** RFC 6762 section 10.2. */
    private static final int CACHE_FLUSH = 0x8000;

    private DnsCodec() {}

    /** At most {@link DnsMessage#LONGEST} octets; a longer one is our own mistake. */
    public static Bytes encode(DnsMessage message) {
        ByteWriter out = new ByteWriter(DnsMessage.LONGEST);
        out.u16(0).u16(message.response() ? RESPONSE : 0);
        out.u16(message.questions().size()).u16(message.records().size()).u16(0).u16(0);
        for (Question question : message.questions()) {
            writeName(out, question.name());
            out.u16(question.type()).u16(IN);
        }
        message.records().forEach(record -> write(out, record));
        return out.written();
    }

    private static void write(ByteWriter out, DnsRecord record) {
        writeName(out, record.name());
        ByteWriter data = new ByteWriter(DnsMessage.LONGEST);
        boolean alone = !(record instanceof DnsRecord.Pointer);
        out.u16(type(record)).u16(alone ? CACHE_FLUSH | IN : IN).u32(record.life());
        switch (record) {
            case DnsRecord.Pointer pointer -> writeName(data, pointer.target());
            case DnsRecord.Service service -> {
                data.u16(0).u16(0).u16(service.port());
                writeName(data, service.host());
            }
            case DnsRecord.Text text ->
                text.strings().forEach(string -> data.prefixed8(string, DnsRecord.Text.LONGEST_STRING));
            case DnsRecord.Address address -> data.bytes(address.ip().octets());
        }
        out.prefixed16(data.written(), DnsMessage.LONGEST);
    }

    private static int type(DnsRecord record) {
        return switch (record) {
            case DnsRecord.Pointer ignored -> POINTER;
            case DnsRecord.Service ignored -> SERVICE;
            case DnsRecord.Text ignored -> TEXT;
            case DnsRecord.Address address -> address.ip().isV4() ? ADDRESS_V4 : ADDRESS_V6;
        };
    }

    private static void writeName(ByteWriter out, DnsName name) {
        for (String label : name.labels()) {
            out.prefixed8(Bytes.owning(label.getBytes(StandardCharsets.ISO_8859_1)), DnsName.LONGEST_LABEL);
        }
        out.u8(0);
    }

    /** Empty where it isn't an mDNS message, is cut or longer than {@link DnsMessage#LONGEST}. */
    public static Optional<DnsMessage> decode(Bytes octets) {
        if (octets.length() > DnsMessage.LONGEST) {
            return Optional.empty();
        }
        DnsReader in = new DnsReader(octets);
        in.u16();
        int flags = in.u16();
        int asked = in.u16();
        int told = in.u16() + in.u16() + in.u16();
        // RFC 6762 sections 18.3 and 18.11: another opcode or a response code is nothing to act on.
        if ((flags & 0x780F) != 0) {
            return Optional.empty();
        }
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < asked && !in.failed(); i++) {
            Optional<DnsName> name = in.name();
            int type = in.u16();
            in.u16();
            if (questions.size() < DnsMessage.MOST_QUESTIONS) {
                name.ifPresent(about -> questions.add(new Question(about, type)));
            }
        }
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < told && records.size() < DnsMessage.MOST_RECORDS && !in.failed(); i++) {
            in.record().ifPresent(records::add);
        }
        return in.failed() ? Optional.empty() : Optional.of(new DnsMessage((flags & 0x8000) != 0, questions, records));
    }
}
