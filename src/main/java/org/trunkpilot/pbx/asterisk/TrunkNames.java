package org.trunkpilot.pbx.asterisk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Which trunk or route Asterisk speaks of. */
final class TrunkNames {
    /** A name of an endpoint may itself hold dashes: only the last part is the channel's number. */
    private static final Pattern CHANNEL = Pattern.compile("(?:PJSIP|SIP)/(.+)-[0-9a-f]{8,16}");

    private final Inventory inventory;

    TrunkNames(Inventory inventory) {
        this.inventory = inventory;
    }

    /** The trunk that a channel is a leg on. */
    Optional<TrunkId> ofChannel(@Nullable String channel) {
        if (channel == null) {
            return Optional.empty();
        }
        Matcher matcher = CHANNEL.matcher(channel);
        return matcher.matches() ? ofEndpoint(matcher.group(1)) : Optional.empty();
    }

    /** The phone that a channel belongs to: the endpoint of one that is no trunk. */
    Optional<String> phoneOfChannel(@Nullable String channel) {
        if (channel == null || ofChannel(channel).isPresent()) {
            return Optional.empty();
        }
        Matcher matcher = CHANNEL.matcher(channel);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Optional<TrunkId> ofEndpoint(@Nullable String endpoint) {
        return endpoint == null
                ? Optional.empty()
                : inventory.byEndpoint(endpoint).map(Trunk::id);
    }

    /** The dialplan names a trunk as the PBX does; ours is accepted too. */
    Optional<TrunkId> ofDialplan(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        Optional<TrunkId> known = ofEndpoint(name);
        return known.isPresent()
                ? known
                : inventory.trunks().stream()
                        .map(Trunk::id)
                        .filter(id -> id.name().equals(name))
                        .findFirst();
    }

    Optional<RouteId> route(@Nullable String name) {
        return inventory.routes().stream()
                .map(Route::id)
                .filter(id -> id.name().equals(name))
                .findFirst();
    }

    /** The route in {@code TH_ROUTE=name}. */
    Optional<RouteId> routeOfVariable(@Nullable String variable) {
        return variable == null ? Optional.empty() : route(variable.substring(variable.indexOf('=') + 1));
    }

    /** The route whose context of the steering dialplan dials. */
    Optional<RouteId> routeOfContext(@Nullable String context) {
        return inventory.routes().stream()
                .map(Route::id)
                .filter(id -> SteeringDialplan.contextOf(id).equals(context))
                .findFirst();
    }

    /**
     * The number in a dial string: {@code 8503@prov-a}, {@code prov-a/8503} (chan_sip), {@code prov-a/sip:8503@host}. Empty
     * when there is none.
     */
    static String numberOf(@Nullable String dialString) {
        if (dialString == null) {
            return "";
        }
        String rest = dialString.substring(dialString.indexOf('/') + 1);
        rest = rest.replaceFirst("^(sips?|tel):", "");
        int end = rest.indexOf('@');
        if (end < 0 && dialString.indexOf('/') < 0) {
            return "";
        }
        String number = end < 0 ? rest : rest.substring(0, end);
        int parameters = number.indexOf(';');
        return parameters < 0 ? number : number.substring(0, parameters);
    }
}
