package org.trunkpilot.judgement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * A customer: trunks, uplinks, a house with phones, and how much they talk.
 *
 * @param phones which switch each phone hangs on
 * @param references uplinks with a reference host
 * @param abroad share of the calls that take the second route, 0 where there is none
 * @param callsPerHour at the time of the incident
 * @param registersEvery how long a registration lasts
 */
record Site(
        Inventory inventory,
        Map<String, String> phones,
        Set<String> references,
        double abroad,
        double callsPerHour,
        Duration registersEvery) {
    static final RouteId DEFAULT = new RouteId("default");
    static final RouteId ABROAD = new RouteId("abroad");

    /** How lively it is when it happens. */
    enum Traffic {
        BUSY,
        NORMAL,
        LOW
    }

    List<String> carriers() {
        return inventory.trunks().stream().map(Trunk::carrier).distinct().toList();
    }

    List<String> uplinks() {
        return inventory.trunks().stream().map(Trunk::uplink).distinct().toList();
    }

    /** The first trunk of the first route: where most calls go. */
    Trunk first() {
        return inventory.trunks().get(0);
    }

    static Site random(SplittableRandom dice, Traffic traffic) {
        double perHour = switch (traffic) {
            case BUSY -> dice.nextDouble(120, 240);
            case NORMAL -> dice.nextDouble(40, 120);
            case LOW -> dice.nextDouble(5, 14);
        };
        // Bought for three times the calls of the hour, of three minutes each, and never less than eight.
        int channels = Math.max(8, (int) Math.ceil(perHour / 60 * 3 * 3));
        List<Trunk> trunks = layout(dice.nextInt(5), channels);
        List<TrunkId> order = trunks.stream().map(Trunk::id).toList();
        var routes = new ArrayList<SteeredRoute>();
        routes.add(new SteeredRoute(DEFAULT, order));
        double abroad = 0;
        if (dice.nextBoolean()) {
            var turned = new ArrayList<>(order);
            turned.add(turned.remove(0));
            routes.add(new SteeredRoute(ABROAD, turned));
            abroad = dice.nextDouble(0.15, 0.4);
        }
        var references = new TreeSet<String>();
        if (dice.nextInt(10) < 7) {
            trunks.forEach(trunk -> references.add(trunk.uplink()));
        }
        Duration registers = List.of(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(60))
                .get(dice.nextInt(3));
        return new Site(
                new Inventory(new PbxId("hq"), trunks, List.copyOf(routes)),
                phones(dice),
                references,
                abroad,
                perHour,
                registers);
    }

    private static Map<String, String> phones(SplittableRandom dice) {
        var phones = new LinkedHashMap<String, String>();
        int switches = 2 + dice.nextInt(3);
        int all = switches * (8 + dice.nextInt(16));
        for (int i = 0; i < all; i++) {
            phones.put("phone" + (100 + i), "switch" + i % switches);
        }
        return phones;
    }

    private static List<Trunk> layout(int which, int channels) {
        return switch (which) {
            case 0 -> List.of(trunk("a", "Alpha", "fibre", channels), trunk("b", "Beta", "fibre", channels));
            case 1 -> List.of(trunk("a", "Alpha", "fibre", channels), trunk("b", "Beta", "lte", channels));
            case 2 ->
                List.of(
                        trunk("a", "Alpha", "fibre", channels),
                        trunk("b", "Beta", "fibre", channels),
                        trunk("c", "Gamma", "lte", channels));
            case 3 ->
                List.of(
                        trunk("a", "Alpha", "fibre", channels),
                        trunk("b", "Beta", "lte", channels),
                        trunk("c", "Alpha", "lte", channels));
            default ->
                List.of(
                        trunk("a", "Alpha", "fibre", channels),
                        trunk("b", "Beta", "fibre", channels),
                        trunk("c", "Gamma", "dsl", channels),
                        trunk("d", "Beta", "dsl", channels));
        };
    }

    private static Trunk trunk(String name, String carrier, String uplink, int channels) {
        return new Trunk(new TrunkId(name), name, carrier, uplink, OptionalInt.of(channels));
    }
}
