package org.trunkpilot.settings;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.signal.CauseRules;

/** How trunks are judged and how readily an order is changed, under one name. */
public record Profile(String name, HealthPolicy health, RoutingPolicy routing) {
    /** The names there are, in the order in which they grow bolder. */
    static final List<String> NAMES = List.of("continuity", "balanced", "availability", "exercise");

    static Profile asShipped(String name, ZoneId zone) {
        return switch (name) {
            case "continuity" -> new Profile(name, HealthPolicy.continuity(), RoutingPolicy.continuity(zone));
            case "balanced" -> new Profile(name, HealthPolicy.balanced(), RoutingPolicy.balanced());
            case "availability" -> new Profile(name, HealthPolicy.availability(), RoutingPolicy.availability());
            case "exercise" -> new Profile(name, HealthPolicy.exercise(), RoutingPolicy.exercise());
            default -> throw new IllegalArgumentException("no profile \"" + name + "\"");
        };
    }

    /** Every knob of it with its value as one would write it, by its key below the profile: {@code routing.dwell} is {@code 2m}. */
    public Map<String, String> knobs() {
        var knobs = new LinkedHashMap<String, String>();
        Knobs.of(routing).forEach((key, value) -> knobs.put("routing." + key, value));
        Knobs.of(health).forEach((key, value) -> knobs.put("health." + key, value));
        return knobs;
    }

    /** This profile with a site's own rules about causes. */
    Profile withCauses(CauseRules causes) {
        return new Profile(name, health.withCauses(causes), routing);
    }

    /** This profile with single knobs turned; {@code knobs} are keys below {@code root}. */
    Profile with(String root, Map<String, String> knobs, ZoneId zone) {
        var ofHealth = new LinkedHashMap<String, String>();
        var ofRouting = new LinkedHashMap<String, String>();
        knobs.forEach((key, value) -> {
            if (key.startsWith("health.")) {
                ofHealth.put(key.substring("health.".length()), value);
            } else if (key.startsWith("routing.")) {
                ofRouting.put(key.substring("routing.".length()), value);
            } else {
                throw new SettingsException(root + "." + key, "unknown key; knobs stand under health or routing");
            }
        });
        return new Profile(
                name,
                new Knobs(root + ".health", ofHealth, zone).turn(health),
                new Knobs(root + ".routing", ofRouting, zone).turn(routing));
    }
}
