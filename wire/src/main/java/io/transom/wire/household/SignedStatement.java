package io.transom.wire.household;

import io.transom.wire.Bytes;
import java.util.Optional;

/**
 * A statement with a signature: whether it holds is not known yet.
 *
 * @param signature Ed25519, 64 octets, over {@link #signedOctets}
 */
public record SignedStatement(Statement statement, Bytes signature) implements Comparable<SignedStatement> {
    public static final int SIGNATURE_LENGTH = 64;

    private static final Bytes DOMAIN = Bytes.utf8("transom statement 1");

    public SignedStatement {
        if (signature.length() != SIGNATURE_LENGTH) {
            throw new IllegalArgumentException("a signature has 64 octets, not " + signature.length());
        }
    }

    /** What is signed: nothing else that a key of ours signs begins like this. */
    public static Bytes signedOctets(Statement statement) {
        return Bytes.join(DOMAIN, StatementCodec.encode(statement));
    }

    public Bytes encode() {
        return Bytes.join(StatementCodec.encode(statement), signature);
    }

    /** Strict: what is cut, has octets left over, breaks a limit or isn't in its one form is empty. */
    public static Optional<SignedStatement> decode(Bytes octets) {
        int body = octets.length() - SIGNATURE_LENGTH;
        if (body < 1 || octets.length() > Statement.LONGEST) {
            return Optional.empty();
        }
        return StatementCodec.decode(octets.slice(0, body))
                .map(statement -> new SignedStatement(statement, octets.slice(body, octets.length())));
    }

    /** The newer one is greater; of two with one serial, which is greater is the same everywhere. */
    @Override
    public int compareTo(SignedStatement other) {
        int bySerial = Long.compare(statement.serial(), other.statement.serial());
        return bySerial != 0 ? bySerial : encode().compareTo(other.encode());
    }
}
