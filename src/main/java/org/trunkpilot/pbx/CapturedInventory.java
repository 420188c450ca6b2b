package org.trunkpilot.pbx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * The trunks and routes that a capture names, whatever PBX it is of: what stands in for a configuration.
 *
 * <p>Routes are those the dialplan named; without any, all trunks are taken for one route, those first that were tried first.
 * Endpoints whose far ends are at one address are taken for one carrier's.
 */
public final class CapturedInventory {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    /** What the only route is called when the dialplan names none. */
    private static final String ONLY_ROUTE = "default";

    /** Callers whose attempts are remembered at once. */
    private static final int MOST_CALLERS = 20_000;

    private final Set<String> trunks = new LinkedHashSet<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private final Map<String, Integer> firsts = new HashMap<>();
    private final Map<String, Set<String>> routes = new LinkedHashMap<>();
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    private static final class Caller {
        String route = "";
        final Set<String> tried = new LinkedHashSet<>();
    }

    /** Whether a trunk or a route may be called so. */
    public static boolean isName(String name) {
        return SAFE.matcher(name).matches();
    }

    /** An address without its port. */
    public static String address(String hostAndPort) {
        return hostAndPort.replaceFirst(":\\d+$", "");
    }

    /** Takes an endpoint for a trunk; a name that none may have is left out. */
    public void trunk(String endpoint) {
        if (isName(endpoint)) {
            trunks.add(endpoint);
        }
    }

    /** The dialplan has a name of its own for the trunk of that endpoint; the first word counts. */
    public void named(String endpoint, String name) {
        if (isName(name) && !names.containsValue(name)) {
            names.putIfAbsent(endpoint, name);
        }
    }

    /** The endpoint of the trunk that the dialplan calls so; the name itself where nothing told. */
    public String endpointOf(String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    /** What was taken for a trunk is none. */
    public void noTrunk(String endpoint) {
        trunks.remove(endpoint);
    }

    /** The endpoints that are taken for trunks, in the order in which they were first named. */
    public Set<String> trunks() {
        return trunks;
    }

    /** Where an endpoint's far end is; the first word counts. */
    public void host(String endpoint, String host) {
        hosts.putIfAbsent(endpoint, host);
    }

    /** Where an endpoint's far end is, if anything told. */
    public Optional<String> host(String endpoint) {
        return Optional.ofNullable(hosts.get(endpoint));
    }

    /** The dialplan named a route. */
    public void route(String name) {
        routes.computeIfAbsent(name, route -> new LinkedHashSet<>());
    }

    /** From now on this caller is on that route. */
    public void onRoute(String callerId, String route) {
        caller(callerId).route = route;
    }

    /** The route of a caller; empty where nothing told. */
    public String routeOf(String callerId) {
        return caller(callerId).route;
    }

    /**
     * A caller tried a trunk.
     *
     * @param route empty where nothing told
     */
    public void attempt(String callerId, String route, String endpoint) {
        Caller caller = caller(callerId);
        if (caller.tried.add(endpoint) && caller.tried.size() == 1) {
            firsts.merge(endpoint, 1, Integer::sum);
        }
        if (!route.isEmpty()) {
            routes.computeIfAbsent(route, name -> new LinkedHashSet<>()).addAll(caller.tried);
        }
    }

    /** The configured trunks and routes with those of the capture behind them. */
    public Inventory behind(Inventory known) {
        var all = new ArrayList<Trunk>(known.trunks());
        for (String endpoint : trunks) {
            var id = new TrunkId(names.getOrDefault(endpoint, endpoint));
            boolean free =
                    known.byEndpoint(endpoint).isEmpty() && known.trunk(id).isEmpty();
            if (free) {
                all.add(new Trunk(id, endpoint, carrier(endpoint), "default", OptionalInt.empty()));
            }
        }
        var routesOfAll = new ArrayList<Route>(known.routes());
        Map<String, TrunkId> ids = new HashMap<>();
        all.forEach(trunk -> ids.put(trunk.endpoint(), trunk.id()));
        routes.forEach((name, tried) -> {
            if (isName(name)
                    && known.routes().stream().noneMatch(r -> r.id().name().equals(name))) {
                route(name, tried, all, ids).ifPresent(routesOfAll::add);
            }
        });
        if (routesOfAll.isEmpty()) {
            route(ONLY_ROUTE, trunks, all, ids).ifPresent(routesOfAll::add);
        }
        return new Inventory(known.pbx(), all, routesOfAll);
    }

    private Optional<Route> route(String name, Set<String> tried, List<Trunk> all, Map<String, TrunkId> ids) {
        var order = new ArrayList<String>(tried);
        order.sort(Comparator.comparingInt((String e) -> -firsts.getOrDefault(e, 0)));
        var members = new LinkedHashSet<TrunkId>();
        order.forEach(endpoint -> Optional.ofNullable(ids.get(endpoint)).ifPresent(members::add));
        boolean emergency = name.toLowerCase(Locale.ROOT).contains("emergency");
        if (!emergency) {
            // The static order is not told, and whatever was never tried stood behind.
            all.forEach(trunk -> members.add(trunk.id()));
        }
        if (members.isEmpty()) {
            return Optional.empty();
        }
        var id = new RouteId(name);
        return Optional.of(
                emergency ? new EmergencyRoute(id, List.copyOf(members)) : new SteeredRoute(id, List.copyOf(members)));
    }

    private String carrier(String endpoint) {
        Optional<String> host = host(endpoint).map(CapturedInventory::address);
        return trunks.stream()
                .filter(other -> host.isPresent() && host.equals(host(other).map(CapturedInventory::address)))
                .findFirst()
                .orElse(endpoint);
    }

    private Caller caller(String callerId) {
        Caller caller = callers.computeIfAbsent(callerId, id -> new Caller());
        if (callers.size() > MOST_CALLERS) {
            callers.remove(callers.keySet().iterator().next());
        }
        return caller;
    }
}
