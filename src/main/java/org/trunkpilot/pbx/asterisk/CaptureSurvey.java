package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.pbx.CapturedInventory;
import org.trunkpilot.trunk.Inventory;

/**
 * Which trunks and routes a capture speaks of, and whose its registrations are.
 *
 * <p>Taken for a trunk is an endpoint that was dialled with a number, that registers outward, that the steering dialplan named, or
 * whose contact has no user part (a phone's has). An endpoint that shares another's AOR is none of its own unless it carried a
 * call. A registration at an address that is none of these trunks' is a trunk by the registrar's name.
 */
final class CaptureSurvey {
    private static final Pattern CHANNEL = Pattern.compile("(?:PJSIP|SIP)/(.+)-[0-9a-f]{8,16}");
    private static final Pattern NUMBER = Pattern.compile("[0-9*#+]+");
    /** What a route's context in the steering dialplan begins with. */
    private static final String CONTEXT = SteeringDialplan.CONTEXT + "-";

    private final CapturedInventory found = new CapturedInventory();
    private final Set<String> phones = new HashSet<>();
    private final Map<String, String> audio = new HashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<String> unowned = new LinkedHashSet<>();

    private record Account(String user, String server) {}

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
        return found.behind(known);
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
        List<String> there = found.trunks().stream()
                .filter(endpoint -> isAt(endpoint, host) && !accounts.containsKey(endpoint))
                .toList();
        Optional<String> owner = there.size() == 1
                ? Optional.of(there.get(0))
                : there.stream().filter(endpoint -> endpoint.equals(user)).findFirst();
        boolean mayBeAnyones = found.trunks().stream()
                .anyMatch(endpoint -> found.host(endpoint).isEmpty() && !audio.containsKey(endpoint));
        if (owner.isPresent()) {
            accounts.put(owner.get(), account);
        } else if (there.isEmpty() && !mayBeAnyones) {
            String name = safe(CapturedInventory.address(host));
            found.trunk(name);
            accounts.putIfAbsent(name, account);
            found.host(name, host);
        } else {
            unowned.add(CapturedInventory.address(host));
        }
    }

    private boolean isAt(String endpoint, String host) {
        Optional<String> known = found.host(endpoint);
        return known.isPresent()
                ? host.equals(known.get())
                : CapturedInventory.address(host).equals(audio.get(endpoint));
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
        if (!CapturedInventory.isName(endpoint) || !NUMBER.matcher(number).matches() || number.equals(endpoint)) {
            return;
        }
        found.trunk(endpoint);
        String caller = header(message, "Uniqueid");
        String context = header(message, "Context");
        String route = route(message);
        if (route.isEmpty() && context.startsWith(CONTEXT)) {
            route = context.substring(CONTEXT.length());
        }
        found.attempt(caller, route.isEmpty() ? found.routeOf(caller) : route, endpoint);
    }

    private void told(AmiFraming.Message message) {
        String event = header(message, "UserEvent");
        if (!event.startsWith("Trunk")) {
            return;
        }
        String caller = header(message, "Uniqueid");
        String route = header(message, "Route");
        found.onRoute(caller, route);
        String trunk = header(message, "Trunk");
        if (CapturedInventory.isName(trunk)) {
            found.trunk(trunk);
            found.attempt(caller, route, trunk);
        } else if (!route.isEmpty()) {
            found.route(route);
        }
    }

    private void variable(AmiFraming.Message message) {
        // Written with underscores where it is to be inherited.
        if (header(message, "Variable").replaceFirst("^_{1,2}", "").equals(AmiEvents.ROUTE_VARIABLE)) {
            found.onRoute(header(message, "Uniqueid"), header(message, "Value"));
        }
    }

    private void registration(AmiFraming.Message message) {
        String endpoint = header(message, "Endpoint");
        String name = endpoint.isEmpty() ? header(message, "ObjectName") : endpoint;
        if (CapturedInventory.isName(name)) {
            found.trunk(name);
            accounts.put(name, new Account(header(message, "ClientUri"), header(message, "ServerUri")));
            found.host(name, RegistrationBook.hostOf(header(message, "ServerUri")));
        }
    }

    private void registry(AmiFraming.Message message) {
        var account = new Account(header(message, "Username"), header(message, "Domain"));
        accounts.putIfAbsent(account.user() + "\n" + account.server(), account);
    }

    private void contact(AmiFraming.Message message, String endpoint, String uri) {
        String address = uri.replaceFirst("^sips?:", "");
        boolean ofItsOwn = header(message, "AOR").equals(endpoint);
        if (CapturedInventory.isName(endpoint) && !uri.isEmpty()) {
            found.host(endpoint, RegistrationBook.hostOf(uri));
            if (ofItsOwn && address.indexOf('@') < 0) {
                found.trunk(endpoint);
            }
        }
    }

    /** Most carriers' audio comes from where their signalling does. */
    private void media(String channel, String farEnd) {
        Matcher leg = CHANNEL.matcher(channel);
        if (leg.matches()) {
            audio.putIfAbsent(leg.group(1), CapturedInventory.address(farEnd));
        }
    }

    /** chan_sip tells of phones and trunks alike; only phones register with the PBX. */
    private void peer(AmiFraming.Message message) {
        String peer = header(message, "Peer");
        String status = header(message, "PeerStatus");
        String endpoint = peer.substring(peer.indexOf('/') + 1);
        if (!peer.startsWith("SIP/") || !CapturedInventory.isName(endpoint)) {
            return;
        }
        if (status.equals("Registered") || status.equals("Unregistered")) {
            phones.add(endpoint);
            found.noTrunk(endpoint);
        } else if (!phones.contains(endpoint)) {
            found.trunk(endpoint);
        }
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
