package io.transom.node.program;

import io.transom.core.household.Membership;
import io.transom.core.household.StatementSet;
import io.transom.core.household.WallClock.Reading;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.household.Statement.Admit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** What {@code transom status} tells of an intercom or an app. */
final class StatusText {
    private final Map<String, String> told = new LinkedHashMap<>();

    StatusText(
            EndpointId id,
            Role role,
            EndpointState state,
            Optional<EndpointId> manager,
            Optional<StatementSet> household,
            Reading now) {
        List<Admit> members =
                household.map(known -> new Membership(known).members(now)).orElse(List.of());
        String name = members.stream()
                .filter(member -> member.about().equals(id))
                .map(Admit::name)
                .findFirst()
                .orElse(state.name());
        told.put(role == Role.DEVICE ? "intercom" : "app", name.isEmpty() ? "(no name yet)" : name);
        told.put("id", id.text());
        told.putAll(state.told());
        manager.ifPresent(joined -> told.put("manager's id", joined.text()));
        told.put(
                "household",
                household
                        .map(known -> known.household() + ", " + members.size() + " members")
                        .orElse("not paired yet"));
    }

    String lines() {
        return told.entrySet().stream()
                .map(one -> String.format("%-22s%s", one.getKey(), one.getValue()))
                .collect(Collectors.joining("\n"));
    }

    String json() {
        return JsonMapper.shared().writeValueAsString(told);
    }
}
