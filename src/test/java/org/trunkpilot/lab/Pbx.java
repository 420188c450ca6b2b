package org.trunkpilot.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What stands on the real PBX, asked of itself and not of the product. */
final class Pbx implements AutoCloseable {
    private final LabAmi ami = new LabAmi();

    /** The row of a route, {@code EXPIRY:EPOCH:OWNER:ORDER}; empty text where there is none. */
    String row(String route) {
        String answer = ami.ask("Command", "Command", "database get trunkpilot order/" + route)
                .getOrDefault("Output", "");
        return answer.startsWith("Value:") ? answer.substring("Value:".length()).strip() : "";
    }

    /** The order in the row of a route; empty where there is none. */
    List<String> order(String route) {
        String[] fields = row(route).split(":", -1);
        return fields.length == 4 ? List.of(fields[3].split("&")) : List.of();
    }

    /** Waits until the row names this order. */
    Instant awaitOrder(Duration bound, String... trunks) {
        App.awaiting(bound).until(() -> order("default").equals(List.of(trunks)));
        return Instant.now();
    }

    @Override
    public void close() {
        ami.close();
    }
}
