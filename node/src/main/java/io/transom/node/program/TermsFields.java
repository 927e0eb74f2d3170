package io.transom.node.program;

import io.transom.core.household.Issuing.Terms;
import io.transom.node.running.Request;
import io.transom.wire.EndpointId;
import io.transom.wire.Names;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a member is to be, as the fields of a request to invite somebody, or to change what a member may. */
public final class TermsFields {
    /** The member's id, in a request to change it. */
    static final String WHO = "who";

    private TermsFields() {}

    /** The request to make a code for somebody of these terms. */
    public static Request invite(Terms terms) {
        return new Request("invite", fields(terms));
    }

    /** The request to give a member these terms in place of those that it has. */
    public static Request change(EndpointId who, Terms terms) {
        Map<String, String> fields = fields(terms);
        fields.put(WHO, who.text());
        return new Request("change", fields);
    }

    private static Map<String, String> fields(Terms terms) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", terms.name());
        fields.put("role", terms.role().name());
        fields.put("rights", terms.rights().stream().sorted().map(Right::name).collect(Collectors.joining(",")));
        fields.put("doors", terms.doors().stream().map(EndpointId::text).collect(Collectors.joining(",")));
        fields.put("not-before", Long.toString(terms.notBefore()));
        fields.put("expiry", Long.toString(terms.expiry()));
        fields.put("zone", terms.schedule().zone());
        fields.put(
                "hours",
                terms.schedule().hours().stream()
                        .map(hours -> hours.days() + " " + hours.from() + " " + hours.to())
                        .collect(Collectors.joining(",")));
        return fields;
    }

    /** Empty where the fields aren't such. */
    static Optional<Terms> read(Request request) {
        try {
            Set<Right> rights = EnumSet.noneOf(Right.class);
            for (String right : list(request.field("rights"))) {
                rights.add(Right.valueOf(right));
            }
            List<Hours> hours = new ArrayList<>();
            for (String one : list(request.field("hours"))) {
                String[] numbers = one.split(" ", 3);
                hours.add(new Hours(
                        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])));
            }
            String name = request.field("name");
            if (!name.isEmpty() && !Names.isAllowed(name)) {
                return Optional.empty();
            }
            List<EndpointId> doors = doors(request.field("doors"));
            if (doors.size() > Admit.MOST_DOORS || !doors.isEmpty() && !rights.contains(Right.RELEASE)) {
                return Optional.empty();
            }
            long expiry = Long.parseLong(request.field("expiry"));
            if (expiry < 0 || expiry > Statement.LAST_SERIAL) {
                return Optional.empty();
            }
            return Optional.of(new Terms(
                    name,
                    Role.valueOf(request.field("role")),
                    rights,
                    doors,
                    Long.parseLong(request.field("not-before")),
                    expiry,
                    new Schedule(request.field("zone"), hours)));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** In the one order that a record has them in. */
    private static List<EndpointId> doors(String text) {
        TreeSet<EndpointId> doors = new TreeSet<>();
        for (String id : list(text)) {
            doors.add(EndpointId.parse(id).orElseThrow(() -> new IllegalArgumentException(id)));
        }
        return List.copyOf(doors);
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }
}
