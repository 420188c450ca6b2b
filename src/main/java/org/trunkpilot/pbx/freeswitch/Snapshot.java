package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the PBX for its present state: its gateways, and the calls that are up. */
final class Snapshot {
    /** Twice the calls of a large site, phones' channels included; the rest is not watched, and said to be so. */
    private static final int MOST_CALLS = 2_000;

    /** How a list of channels calls those that are answered. */
    private static final Set<String> UP = Set.of("ACTIVE", "HELD", "UNHELD");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Inventory inventory;
    private final Asker asker;
    private final InstantSource clock;
    private final Feed feed;
    private final Prober prober;
    private final Consumer<String> problem;

    Snapshot(
            Inventory inventory, Asker asker, InstantSource clock, Feed feed, Prober prober, Consumer<String> problem) {
        this.inventory = inventory;
        this.asker = asker;
        this.clock = clock;
        this.feed = feed;
        this.prober = prober;
        this.problem = problem;
    }

    /** @throws IOException when the link does not bear it */
    void take() throws IOException {
        for (Trunk trunk : inventory.trunks()) {
            gateway(trunk);
        }
        calls();
    }

    /** Where one trunk stands; also the poll. */
    void gateway(Trunk trunk) throws IOException {
        var askedAt = clock.instant();
        EslAnswer answer = asker.api("sofia xmlstatus gateway " + trunk.endpoint());
        if (answer.text().startsWith(GatewayStatus.INVALID)) {
            var at = clock.instant();
            feed.teach(translator -> translator.missing(trunk.id(), at));
            problem.accept("the PBX has no gateway \"" + trunk.endpoint() + "\" for the trunk " + trunk.id()
                    + ": see `discover`, or load it (sofia profile PROFILE rescan)");
            return;
        }
        List<GatewayStatus> found = GatewayStatus.parse(answer.text());
        if (found.size() != 1) {
            throw new IOException("the PBX does not tell where " + trunk.id() + " stands: " + answer.words());
        }
        var at = clock.instant();
        feed.teach(translator -> translator.polled(trunk.id(), found.get(0), at));
        prober.read(trunk, found.get(0), askedAt);
    }

    /** Every channel: those that are not known are looked at, and those that are known and not listed have ended. */
    private void calls() throws IOException {
        List<String> fresh = new ArrayList<>();
        Set<String> all = new HashSet<>();
        var listedAt = clock.instant();
        for (JsonNode row : json(asker.api("show channels as json")).path("rows")) {
            String uuid = row.path("uuid").asString("");
            boolean up = UP.contains(row.path("callstate").asString(""));
            all.add(uuid);
            // They go back into a command.
            if (uuid.matches("[0-9A-Za-z-]{1,64}") && !feed.knows(uuid, up, listedAt)) {
                fresh.add(uuid);
            }
        }
        if (fresh.size() > MOST_CALLS) {
            problem.accept(fresh.size() + " channels were up that we had not heard of; only " + MOST_CALLS
                    + " of them were looked at");
        }
        for (String uuid : fresh.subList(0, Math.min(fresh.size(), MOST_CALLS))) {
            EslAnswer dump = asker.api("uuid_dump " + uuid + " json");
            // Ended meanwhile.
            if (!dump.isEmpty() && !dump.failed()) {
                Fields channel = fields(json(dump));
                var at = clock.instant();
                feed.teach(translator -> translator.takenOver(channel, at));
            }
        }
        feed.callsListed(all, clock.instant());
    }

    private static Fields fields(JsonNode object) {
        Map<String, String> all = new HashMap<>();
        object.properties().forEach(each -> {
            if (each.getValue().isString()) {
                all.put(each.getKey(), each.getValue().asString(""));
            }
        });
        return new Fields(all);
    }

    private static JsonNode json(EslAnswer answer) throws IOException {
        try {
            return JSON.readTree(answer.text());
        } catch (JacksonException e) {
            throw new IOException("the PBX answered with unreadable JSON: " + answer.words(), e);
        }
    }
}
