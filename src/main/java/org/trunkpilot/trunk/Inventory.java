package org.trunkpilot.trunk;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The trunks and routes of one PBX, as the operator configured them. Order is that of the configuration. */
public record Inventory(PbxId pbx, List<Trunk> trunks, List<Route> routes) {
    /** @throws IllegalArgumentException when a name is given twice, or a route names a trunk that is not there */
    public Inventory {
        trunks = List.copyOf(trunks);
        routes = List.copyOf(routes);
        var known = trunks.stream().map(Trunk::id).toList();
        unique("trunk", trunks, Trunk::id);
        unique("endpoint", trunks, Trunk::endpoint);
        unique("route", routes, Route::id);
        for (Route route : routes) {
            for (TrunkId trunk : route.trunks()) {
                if (!known.contains(trunk)) {
                    throw new IllegalArgumentException(
                            "route " + route.id() + " names an unknown trunk \"" + trunk + "\"");
                }
            }
        }
    }

    public Optional<Trunk> trunk(TrunkId id) {
        return trunks.stream().filter(t -> t.id().equals(id)).findFirst();
    }

    /**
     * The trunk that must be there.
     *
     * @throws IllegalArgumentException when the PBX has no such trunk
     */
    public Trunk known(TrunkId id) {
        return trunk(id).orElseThrow(() -> new IllegalArgumentException("no trunk \"" + id + "\" on this PBX"));
    }

    /** The trunk that the PBX knows by this endpoint, peer or gateway name. */
    public Optional<Trunk> byEndpoint(String endpoint) {
        return trunks.stream().filter(t -> t.endpoint().equals(endpoint)).findFirst();
    }

    public List<SteeredRoute> steeredRoutes() {
        return routes.stream()
                .filter(SteeredRoute.class::isInstance)
                .map(SteeredRoute.class::cast)
                .toList();
    }

    private static <T, K> void unique(String what, List<T> all, Function<T, K> key) {
        var counts = all.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
        counts.forEach((name, count) -> {
            if (count > 1) {
                throw new IllegalArgumentException(what + " \"" + name + "\" is given " + count + " times");
            }
        });
    }
}
