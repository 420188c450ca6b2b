package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Which trunks and routes a capture speaks of, and whose its registrations are.
 *
 * <p>Taken for a trunk is an endpoint that was dialled with a number, that registers outward, that the steering dialplan named, or
 * whose contact has no user part (a phone's has). An endpoint that shares another's AOR is none of its own unless it carried a
 * call. A registration at an address that is none of these trunks' is a trunk by the registrar's name. Routes are those the dialplan named; without any,
 * all trunks are taken for one route, those first that were tried first.
 */
final class CaptureSurvey {
    private static final Pattern CHANNEL = Pattern.compile("(?:PJSIP|SIP)/(.+)-[0-9a-f]{8,16}");
    private static final Pattern NUMBER = Pattern.compile("[0-9*#+]+");
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    /** What a route's context in the steering dialplan begins with. */
    private static final String CONTEXT = SteeringDialplan.CONTEXT + "-";

    /** What the only route is called when the dialplan names none. */
    private static final String ONLY_ROUTE = "default";

    /** Callers whose attempts are remembered at once. */
    private static final int MOST_CALLERS = 20_000;

    private final Set<String> trunks = new LinkedHashSet<>();
    private final Set<String> phones = new HashSet<>();
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private final Map<String, String> audio = new HashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<String> unowned = new LinkedHashSet<>();
    private final Map<String, Integer> firsts = new HashMap<>();
    private final Map<String, Set<String>> routes = new LinkedHashMap<>();
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    private record Account(String user, String server) {}

    private static final class Caller {
        String route = "";
        final Set<String> tried = new LinkedHashSet<>();
    }

    void look(AmiFraming.Message message) {
        if (!message.isEvent()) {
            return;
        }
        switch (message.name().toLowerCase(Locale.ROOT)) {
            case "dialbegin" -> dialled(message);
            case "userevent" -> told(message);
            case "varset" -> variable(message);
            case "outboundregistrationdetail" -> registration(message);
            case "registry" -> registry(message);
            case "contactstatus" -> contact(message, header(message, "EndpointName"), header(message, "URI"));
            case "contactstatusdetail" -> contact(message, header(message, "EndpointName"), header(message, "URI"));
            case "peerstatus" -> peer(message);
            case "rtcpsent" -> media(header(message, "Channel"), header(message, "To"));
            case "rtcpreceived" -> media(header(message, "Channel"), header(message, "From"));
            default -> {
                // Names no trunk.
            }
        }
    }

    /** The configured trunks and routes with those of the capture behind them. */
    Inventory inventory(Inventory known) {
        var all = new ArrayList<Trunk>(known.trunks());
        for (String endpoint : trunks) {
            boolean free = known.byEndpoint(endpoint).isEmpty()
                    && known.trunk(new TrunkId(endpoint)).isEmpty();
            if (free) {
                all.add(new Trunk(new TrunkId(endpoint), endpoint, carrier(endpoint), "default", OptionalInt.empty()));
            }
        }
        var routesOfAll = new ArrayList<Route>(known.routes());
        Map<String, TrunkId> ids = new HashMap<>();
        all.forEach(trunk -> ids.put(trunk.endpoint(), trunk.id()));
        routes.forEach((name, tried) -> {
            if (SAFE.matcher(name).matches()
                    && known.routes().stream().noneMatch(r -> r.id().name().equals(name))) {
                route(name, tried, all, ids).ifPresent(routesOfAll::add);
            }
        });
        if (routesOfAll.isEmpty()) {
            route(ONLY_ROUTE, trunks, all, ids).ifPresent(routesOfAll::add);
        }
        return new Inventory(known.pbx(), all, routesOfAll);
    }

    /** Tells the translator whose registrations are whose; lists within the capture overrule it. */
    void teach(AmiTranslator translator, Inventory inventory) {
        accounts.forEach((endpoint, account) -> inventory
                .byEndpoint(endpoint)
                .ifPresent(trunk -> translator.learnAccount(trunk.id(), account.user(), account.server())));
    }

    /** To be called once all has been looked at: registrations that no list explains find their trunks. */
    void settle() {
        var unclaimed = new ArrayList<Map.Entry<String, Account>>();
        accounts.entrySet().removeIf(entry -> {
            boolean open = entry.getKey().indexOf('\n') >= 0;
            if (open) {
                unclaimed.add(Map.entry(entry.getKey(), entry.getValue()));
            }
            return open;
        });
        for (var entry : unclaimed) {
            Account account = entry.getValue();
            if (!accounts.containsValue(account)) {
                claim(account);
            }
        }
    }

    private void claim(Account account) {
        String host = RegistrationBook.hostOf(account.server());
        String user = RegistrationBook.userOf(account.user());
        List<String> there = trunks.stream()
                .filter(endpoint -> isAt(endpoint, host) && !accounts.containsKey(endpoint))
                .toList();
        Optional<String> owner = there.size() == 1
                ? Optional.of(there.get(0))
                : there.stream().filter(endpoint -> endpoint.equals(user)).findFirst();
        boolean mayBeAnyones =
                trunks.stream().anyMatch(endpoint -> !hosts.containsKey(endpoint) && !audio.containsKey(endpoint));
        if (owner.isPresent()) {
            accounts.put(owner.get(), account);
        } else if (there.isEmpty() && !mayBeAnyones) {
            String name = safe(address(host));
            trunks.add(name);
            accounts.putIfAbsent(name, account);
            hosts.putIfAbsent(name, host);
        } else {
            unowned.add(address(host));
        }
    }

    private boolean isAt(String endpoint, String host) {
        return host.equals(hosts.get(endpoint))
                || (!hosts.containsKey(endpoint) && address(host).equals(audio.get(endpoint)));
    }

    /** Registrars of whose registrations nothing tells which trunk they belong to. */
    Set<String> unowned() {
        return unowned;
    }

    private void dialled(AmiFraming.Message message) {
        Matcher channel = CHANNEL.matcher(header(message, "DestChannel"));
        if (!channel.matches()) {
            return;
        }
        String endpoint = channel.group(1);
        String number = TrunkNames.numberOf(header(message, "DialString"));
        if (!SAFE.matcher(endpoint).matches() || !NUMBER.matcher(number).matches() || number.equals(endpoint)) {
            return;
        }
        trunks.add(endpoint);
        Caller caller = caller(header(message, "Uniqueid"));
        String context = header(message, "Context");
        String route = route(message);
        if (route.isEmpty() && context.startsWith(CONTEXT)) {
            route = context.substring(CONTEXT.length());
        }
        attempt(caller, route.isEmpty() ? caller.route : route, endpoint);
    }

    private void told(AmiFraming.Message message) {
        String event = header(message, "UserEvent");
        if (!event.startsWith("Trunk")) {
            return;
        }
        Caller caller = caller(header(message, "Uniqueid"));
        caller.route = header(message, "Route");
        String trunk = header(message, "Trunk");
        if (SAFE.matcher(trunk).matches()) {
            trunks.add(trunk);
            attempt(caller, caller.route, trunk);
        } else if (!caller.route.isEmpty()) {
            routes.computeIfAbsent(caller.route, r -> new LinkedHashSet<>());
        }
    }

    private void variable(AmiFraming.Message message) {
        // Written with underscores where it is to be inherited.
        if (header(message, "Variable").replaceFirst("^_{1,2}", "").equals(AmiEvents.ROUTE_VARIABLE)) {
            caller(header(message, "Uniqueid")).route = header(message, "Value");
        }
    }

    private void attempt(Caller caller, String route, String endpoint) {
        if (caller.tried.add(endpoint) && caller.tried.size() == 1) {
            firsts.merge(endpoint, 1, Integer::sum);
        }
        if (!route.isEmpty()) {
            routes.computeIfAbsent(route, r -> new LinkedHashSet<>()).addAll(caller.tried);
        }
    }

    private void registration(AmiFraming.Message message) {
        String endpoint = header(message, "Endpoint");
        String name = endpoint.isEmpty() ? header(message, "ObjectName") : endpoint;
        if (SAFE.matcher(name).matches()) {
            trunks.add(name);
            accounts.put(name, new Account(header(message, "ClientUri"), header(message, "ServerUri")));
            hosts.putIfAbsent(name, RegistrationBook.hostOf(header(message, "ServerUri")));
        }
    }

    private void registry(AmiFraming.Message message) {
        var account = new Account(header(message, "Username"), header(message, "Domain"));
        accounts.putIfAbsent(account.user() + "\n" + account.server(), account);
    }

    private void contact(AmiFraming.Message message, String endpoint, String uri) {
        String address = uri.replaceFirst("^sips?:", "");
        boolean ofItsOwn = header(message, "AOR").equals(endpoint);
        if (SAFE.matcher(endpoint).matches() && !uri.isEmpty()) {
            hosts.putIfAbsent(endpoint, RegistrationBook.hostOf(uri));
            if (ofItsOwn && address.indexOf('@') < 0) {
                trunks.add(endpoint);
            }
        }
    }

    /** Most carriers' audio comes from where their signalling does. */
    private void media(String channel, String farEnd) {
        Matcher leg = CHANNEL.matcher(channel);
        if (leg.matches()) {
            audio.putIfAbsent(leg.group(1), address(farEnd));
        }
    }

    private static String address(String hostAndPort) {
        return hostAndPort.replaceFirst(":\\d+$", "");
    }

    /** chan_sip tells of phones and trunks alike; only phones register with the PBX. */
    private void peer(AmiFraming.Message message) {
        String peer = header(message, "Peer");
        String status = header(message, "PeerStatus");
        String endpoint = peer.substring(peer.indexOf('/') + 1);
        if (!peer.startsWith("SIP/") || !SAFE.matcher(endpoint).matches()) {
            return;
        }
        if (status.equals("Registered") || status.equals("Unregistered")) {
            phones.add(endpoint);
            trunks.remove(endpoint);
        } else if (!phones.contains(endpoint)) {
            trunks.add(endpoint);
        }
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

    /** Trunks that lead to one address are one carrier's. */
    private String carrier(String endpoint) {
        Optional<String> host = Optional.ofNullable(hosts.get(endpoint)).map(CaptureSurvey::address);
        return trunks.stream()
                .filter(other -> host.isPresent()
                        && host.equals(Optional.ofNullable(hosts.get(other)).map(CaptureSurvey::address)))
                .findFirst()
                .orElse(endpoint);
    }

    private Caller caller(String uniqueid) {
        Caller caller = callers.computeIfAbsent(uniqueid, id -> new Caller());
        if (callers.size() > MOST_CALLERS) {
            callers.remove(callers.keySet().iterator().next());
        }
        return caller;
    }

    private static String route(AmiFraming.Message message) {
        return message.lines().stream()
                .filter(line -> AmiWire.strip(AmiFraming.keyOf(line)).endsWith("chanvariable"))
                .map(AmiFraming::valueOf)
                .filter(value -> value.startsWith(AmiEvents.ROUTE_VARIABLE + "="))
                .map(value -> value.substring(AmiEvents.ROUTE_VARIABLE.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String safe(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9_.-]", "-");
        return safe.isEmpty() ? "registrar" : safe.substring(0, Math.min(40, safe.length()));
    }

    private static String header(AmiFraming.Message message, String name) {
        return AmiWire.headerOf(message, name).orElse("");
    }
}
