package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** An order as the API shows it. */
@Schema(name = "Override", description = "What a person ordered. Every order ends by itself.")
public record OverrideJson(
        @Schema(example = "17") String id,
        String pbx,
        Order.Kind order,
        @Nullable String trunk,

        @Schema(description = "Null when the order holds for every route, or for the whole PBX.") @Nullable String route,

        String reason,

        @Schema(description = "The name of the token or user that gave it.")
        String who,

        Instant since,
        Instant until,
        State state,

        @Schema(description = "When it was ended, or ran out.") @Nullable Instant endedAt,

        @Schema(description = "Who ended it; null when it stands or ran out.") @Nullable String endedBy,

        @Schema(description = "What you may not expect of it as things are, a sentence each; empty for ended ones.")
        List<String> warnings) {

    /** How far it is. */
    public enum State {
        STANDING,
        ENDED,
        EXPIRED
    }

    /** The order as it is shown; one that has ended has no warnings. */
    public static OverrideJson of(StoredOrder stored, List<String> warnings) {
        Order order = stored.order();
        return new OverrideJson(
                order.id(),
                stored.pbx().name(),
                order.kind(),
                order.trunk().map(TrunkId::name).orElse(null),
                order.route().map(RouteId::name).orElse(null),
                order.reason(),
                order.who(),
                order.since(),
                order.until(),
                state(stored),
                stored.endedAt().orElse(null),
                stored.endedBy().orElse(null),
                List.copyOf(warnings));
    }

    private static State state(StoredOrder stored) {
        if (stored.endedAt().isEmpty()) {
            return State.STANDING;
        }
        return stored.endedBy().isPresent() ? State.ENDED : State.EXPIRED;
    }

    /** What {@code If-Match} is compared with: it changes when the order ends, and nothing else about an order ever changes. */
    String tag() {
        return "\"" + id + "-" + state + "\"";
    }
}
