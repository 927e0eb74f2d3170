package io.transom.wire.household;

import io.transom.wire.Base32;
import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Names;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Statements to and from bytes, without their signature. */
final class StatementCodec {
    private static final int MOST = Statement.LONGEST - SignedStatement.SIGNATURE_LENGTH;
    private static final int ADMIT = 1;
    private static final int REVOKE = 2;
    private static final int ID_LENGTH = 16;
    private static final int ALL_RIGHTS = 31;

    private StatementCodec() {}

    static Bytes encode(Statement statement) {
        ByteWriter out = new ByteWriter(MOST);
        switch (statement) {
            case Admit admit -> writeAdmit(writeHead(out.u8(ADMIT), admit), admit);
            case Revoke revoke -> writeId(writeHead(out.u8(REVOKE), revoke), revoke.about());
        }
        return out.written();
    }

    static Optional<Statement> decode(Bytes octets) {
        ByteReader in = new ByteReader(octets);
        return switch (in.u8()) {
            case ADMIT -> readAdmit(in);
            case REVOKE -> in.whole(new Revoke(readHousehold(in), readIssuer(in), in.u32(), readId(in)));
            default -> Optional.empty();
        };
    }

    private static ByteWriter writeHead(ByteWriter out, Statement statement) {
        out.bytes(statement.household().octets()).u8(statement.issuer().isPresent() ? 1 : 0);
        statement.issuer().ifPresent(issuer -> writeId(out, issuer));
        return out.u32(statement.serial());
    }

    private static void writeAdmit(ByteWriter out, Admit admit) {
        out.bytes(admit.identity().encode()).prefixed8(Bytes.utf8(admit.name()), Names.LONGEST);
        out.u8(admit.role() == Role.DEVICE ? 0 : 1);
        out.u8(admit.rights().stream().mapToInt(Right::bit).sum());
        out.u8(admit.doors().size());
        admit.doors().forEach(door -> writeId(out, door));
        out.u32(admit.notBefore()).u32(admit.expiry());
        List<Hours> hours = admit.schedule().hours();
        out.u8(hours.size());
        hours.forEach(some -> out.u8(some.days()).u16(some.from()).u16(some.to()));
        if (!hours.isEmpty()) {
            out.prefixed8(Bytes.utf8(admit.schedule().zone()), Schedule.LONGEST_ZONE);
        }
    }

    private static Optional<Statement> readAdmit(ByteReader in) {
        HouseholdId household = readHousehold(in);
        Optional<EndpointId> issuer = readIssuer(in);
        long serial = in.u32();
        PublicIdentity identity = PublicIdentity.decode(in.bytes(PublicIdentity.LENGTH));
        String name = readName(in);
        Role role = readRole(in);
        Set<Right> rights = readRights(in);
        List<EndpointId> doors = readDoors(in);
        long notBefore = in.u32();
        long expiry = in.u32();
        Optional<Schedule> schedule = readSchedule(in);
        if (in.failed() || schedule.isEmpty() || !Admit.areDoors(rights, doors)) {
            return Optional.empty();
        }
        return in.whole(new Admit(
                household, issuer, serial, identity, name, role, rights, doors, notBefore, expiry, schedule.get()));
    }

    private static HouseholdId readHousehold(ByteReader in) {
        return new HouseholdId(in.bytes(HouseholdId.LENGTH));
    }

    private static Optional<EndpointId> readIssuer(ByteReader in) {
        int by = in.u8();
        if (by > 1) {
            in.fail();
        }
        return by == 1 ? Optional.of(readId(in)) : Optional.empty();
    }

    private static void writeId(ByteWriter out, EndpointId id) {
        out.fixed(Base32.decode(id.text()).orElse(Bytes.EMPTY), ID_LENGTH);
    }

    private static EndpointId readId(ByteReader in) {
        return EndpointId.fromHash(in.bytes(ID_LENGTH));
    }

    private static String readName(ByteReader in) {
        Bytes octets = in.prefixed8(Names.LONGEST);
        String name = octets.toUtf8();
        if (!Names.isAllowed(name) || !Bytes.utf8(name).equals(octets)) {
            in.fail();
        }
        return name;
    }

    private static Role readRole(ByteReader in) {
        int role = in.u8();
        if (role > 1) {
            in.fail();
        }
        return role == 0 ? Role.DEVICE : Role.CALLER;
    }

    private static Set<Right> readRights(ByteReader in) {
        int bits = in.u8();
        if (bits > ALL_RIGHTS) {
            in.fail();
        }
        EnumSet<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if ((bits & right.bit()) != 0) {
                rights.add(right);
            }
        }
        return rights;
    }

    private static List<EndpointId> readDoors(ByteReader in) {
        int count = in.count(Admit.MOST_DOORS);
        List<EndpointId> doors = new ArrayList<>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            doors.add(readId(in));
        }
        return doors;
    }

    private static Optional<Schedule> readSchedule(ByteReader in) {
        int count = in.count(Schedule.MOST);
        if (count == 0) {
            return Optional.of(Schedule.ALWAYS);
        }
        List<Hours> hours = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int days = in.u8();
            int from = in.u16();
            int to = in.u16();
            if (in.failed() || !Hours.isAllowed(days, from, to)) {
                return Optional.empty();
            }
            hours.add(new Hours(days, from, to));
        }
        Bytes octets = in.prefixed8(Schedule.LONGEST_ZONE);
        String zone = new String(octets.shared(), StandardCharsets.ISO_8859_1);
        boolean good = !in.failed() && !zone.isEmpty() && Schedule.isZone(zone);
        return good ? Optional.of(new Schedule(zone, hours)) : Optional.empty();
    }
}
