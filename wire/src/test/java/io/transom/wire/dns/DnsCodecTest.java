package io.transom.wire.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.Hostile;
import io.transom.wire.IpAddress;
import io.transom.wire.dns.DnsMessage.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsCodecTest {
    private static final DnsName SERVICE = DnsName.of("_transom", "_udp", "local");
    private static final DnsName INSTANCE = DnsName.beneath("k3v2", SERVICE);
    private static final DnsName HOST = DnsName.of("k3v2", "local");
    private static final DnsMessage ANNOUNCEMENT = DnsMessage.response(List.of(
            new DnsRecord.Pointer(SERVICE, 4500, INSTANCE),
            new DnsRecord.Service(INSTANCE, 120, 4000, HOST),
            new DnsRecord.Text(INSTANCE, 4500, List.of(Bytes.utf8("v=1"), Bytes.hex("613d00ff"))),
            new DnsRecord.Address(HOST, 120, IpAddress.of(192, 168, 1, 2)),
            new DnsRecord.Address(HOST, 120, IpAddress.parse("fd00::2").orElseThrow())));

    /** RFC 1035 section 4, by hand: "who offers _transom._udp.local?" */
    private static final Bytes QUERY = Bytes.hex("0000" + "0000" + "0001" + "0000" + "0000" + "0000"
            + "085f7472616e736f6d" + "045f756470" + "056c6f63616c" + "00" + "000c" + "0001");

    @Test
    void a_query_is_these_octets() {
        DnsMessage query = DnsMessage.query(new Question(SERVICE, Question.POINTER));
        assertThat(DnsCodec.encode(query)).isEqualTo(QUERY);
        assertThat(DnsCodec.decode(QUERY)).contains(query);
    }

    @Test
    void an_announcement_comes_back_as_it_was() {
        assertThat(DnsCodec.decode(DnsCodec.encode(ANNOUNCEMENT))).contains(ANNOUNCEMENT);
    }

    @Test
    void names_are_compared_without_case() {
        assertThat(DnsName.of("_Transom", "_UDP", "Local")).isEqualTo(SERVICE);
        assertThat(INSTANCE.isDirectlyBeneath(SERVICE)).isTrue();
        assertThat(SERVICE.isDirectlyBeneath(SERVICE)).isFalse();
    }

    @Test
    void a_compressed_answer_of_another_responder_is_read() {
        // The answer's name points to offset 12; its target is a label and the same pointer.
        Bytes response = Bytes.hex("0000" + "8400" + "0001" + "0001" + "0000" + "0000"
                + "085f7472616e736f6d" + "045f756470" + "056c6f63616c" + "00" + "000c" + "0001"
                + "c00c" + "000c" + "0001" + "00001194" + "0007" + "046b337632" + "c00c");
        assertThat(DnsCodec.decode(response).orElseThrow().records())
                .containsExactly(new DnsRecord.Pointer(SERVICE, 4500, INSTANCE));
    }

    @Test
    void a_pointer_to_itself_or_ahead_ends_nowhere() {
        String head = "0000" + "8400" + "0001" + "0000" + "0000" + "0000";
        assertThat(DnsCodec.decode(Bytes.hex(head + "c00c" + "000c" + "0001"))).isEmpty();
        assertThat(DnsCodec.decode(Bytes.hex(head + "c00e" + "c00c" + "000c" + "0001")))
                .isEmpty();
    }

    @Test
    void a_record_of_another_kind_is_skipped_and_what_follows_it_is_read() {
        Bytes nsec = Bytes.hex("056c6f63616c00" + "002f" + "8001" + "00000078" + "0002" + "ffff");
        Bytes good = DnsCodec.encode(ANNOUNCEMENT);
        byte[] counted = Bytes.join(good.slice(0, 12), nsec, good.slice(12, good.length()))
                .toArray();
        counted[7]++;
        assertThat(DnsCodec.decode(Bytes.owning(counted))).contains(ANNOUNCEMENT);
    }

    @Test
    void nothing_foreign_throws() {
        for (Bytes good : List.of(QUERY, DnsCodec.encode(ANNOUNCEMENT))) {
            Hostile.everyTruncation(
                    good, cut -> assertThat(DnsCodec.decode(cut)).isEmpty());
            Hostile.everyChangedOctet(good, DnsCodec::decode);
        }
        Hostile.noise(20_000, 200, Bytes.hex("000084000001000200000001"), DnsCodec::decode);
        assertThat(DnsCodec.decode(Bytes.owning(new byte[DnsMessage.LONGEST + 1])))
                .isEmpty();
    }

    @Test
    void a_message_with_thousands_of_records_costs_no_more_than_a_few() {
        Bytes record = Bytes.hex("00" + "000c" + "0001" + "00000078" + "0001" + "00");
        Bytes many = Bytes.hex("0000" + "8400" + "0000" + "ffff" + "0000" + "0000");
        while (many.length() + record.length() <= DnsMessage.LONGEST) {
            many = Bytes.join(many, record);
        }
        assertThat(DnsCodec.decode(many).orElseThrow().records()).hasSize(DnsMessage.MOST_RECORDS);
    }
}
