package org.trunkpilot.operator;

import java.util.List;
import org.trunkpilot.control.ControlRoom;

/** Shows orders together with what may not be expected of them as things are now. */
public class OrderWarnings {
    private final Orders orders;
    private final ControlRoom control;

    OrderWarnings(Orders orders, ControlRoom control) {
        this.orders = orders;
        this.control = control;
    }

    public OverrideJson json(StoredOrder stored) {
        boolean ended = stored.endedAt().isPresent();
        List<String> warnings = ended
                ? List.of()
                : control.view(stored.pbx())
                        .map(view -> Warnings.of(view, stored.order(), orders.standing(stored.pbx())))
                        .orElse(List.of(
                                "PBX " + stored.pbx() + " is no longer configured, so this order does nothing."));
        return OverrideJson.of(stored, warnings);
    }
}
