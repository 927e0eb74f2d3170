package io.transom.core.audit;

import io.transom.core.audit.AuditFact.Kind;
import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Names;
import java.util.Optional;

/**
 * One entry of the chain.
 *
 * @param previous hash of the entry before; zeros in the first
 * @param boot which start of the endpoint it was
 * @param at on that boot's monotonic clock
 * @param wallSeconds since 1970, as the machine's clock said; 0 where it was never asked
 * @param believed whether something that knows the time had set that clock since the machine started
 */
public record AuditEntry(
        long sequence, Bytes previous, long boot, Moment at, long wallSeconds, boolean believed, AuditFact fact) {
    private static final int VERSION = 1;
    /** The fixed fields, a call, an id, a name, two texts and 64 octets of proof: it fits one envelope. */
    public static final int LONGEST = 750;

    private static final int LONGEST_PROOF = 64;
    /** The end of the year 9999: what is later no calendar shows. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** Always the same octets for the same entry, and only these decode to it. */
    public Bytes encode() {
        ByteWriter out = new ByteWriter(LONGEST).u8(VERSION).fixed(previous, AuditHead.HASH_LENGTH);
        return out.u64(sequence)
                .u32(boot)
                .u64(at.nanos())
                .u64(wallSeconds)
                .u8(believed ? 1 : 0)
                .u8(fact.kind().ordinal())
                .prefixed8(fact.call().map(CallId::octets).orElse(Bytes.EMPTY), CallId.LENGTH)
                .prefixed8(fact.who().map(id -> Bytes.utf8(id.text())).orElse(Bytes.EMPTY), EndpointId.TEXT_LENGTH)
                .prefixed8(Bytes.utf8(fact.name()), Names.LONGEST)
                .prefixed8(Bytes.utf8(fact.under()), AuditFact.LONGEST_TEXT)
                .prefixed8(Bytes.utf8(fact.words()), AuditFact.LONGEST_TEXT)
                .prefixed16(fact.proof(), LONGEST_PROOF)
                .written();
    }

    /** Empty for whatever isn't exactly one entry's encoding. */
    public static Optional<AuditEntry> decode(Bytes octets) {
        ByteReader in = new ByteReader(octets);
        int version = in.u8();
        Bytes previous = in.bytes(AuditHead.HASH_LENGTH);
        long sequence = in.u64();
        long boot = in.u32();
        Moment at = new Moment(in.u64());
        long wall = in.u64();
        int believed = in.u8();
        int kind = in.u8();
        Bytes call = in.prefixed8(CallId.LENGTH);
        Bytes who = in.prefixed8(EndpointId.TEXT_LENGTH);
        String name = in.prefixed8(Names.LONGEST).toUtf8();
        String under = in.prefixed8(AuditFact.LONGEST_TEXT).toUtf8();
        String words = in.prefixed8(AuditFact.LONGEST_TEXT).toUtf8();
        Bytes proof = in.prefixed16(LONGEST_PROOF);
        Optional<EndpointId> id = EndpointId.parse(who.toUtf8());
        boolean sound = version == VERSION
                && sequence >= 0
                && at.nanos() >= 0
                && wall >= 0
                && wall <= LAST_SECOND
                && kind < Kind.values().length
                && (call.isEmpty() || call.length() == CallId.LENGTH)
                && (who.isEmpty() || id.isPresent());
        if (!sound || in.failed()) {
            return Optional.empty();
        }
        AuditFact fact = new AuditFact(
                Kind.values()[kind],
                call.isEmpty() ? Optional.empty() : Optional.of(new CallId(call)),
                id,
                name,
                under,
                words,
                proof);
        AuditEntry entry = new AuditEntry(sequence, previous, boot, at, wall, believed == 1, fact);
        // Texts that aren't UTF-8, and flags of other values, have no second spelling.
        return in.whole(entry).filter(read -> read.encode().equals(octets));
    }

    /** This entry as the end of its log. */
    public AuditHead head() {
        return new AuditHead(sequence, AuditHead.hash(encode()));
    }
}
