package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.Trunk;

/** An Asterisk at the far end of {@link Inquirer}, in which all is well until a test says otherwise. Answers as 22.10.1 does. */
final class FakeAsterisk implements Inquirer {
    final Map<String, String> commands = new TreeMap<>();
    final List<String> managerConf = new ArrayList<>();
    final Map<String, String> astDb = new TreeMap<>();
    final Map<String, String> globals = new TreeMap<>();
    final List<String> missingModules = new ArrayList<>();
    final Map<String, List<AmiItem>> contexts = new LinkedHashMap<>();
    final Map<String, Map<String, String>> endpoints = new LinkedHashMap<>();
    final Map<String, String> registrations = new TreeMap<>();
    final List<String> denied = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    String version = "22.10.1+dfsg";
    String time = "";
    boolean losesWrites;

    FakeAsterisk(PbxAddress address) {
        List.of("DBPut", "GetConfig", "CoreSettings", "ShowDialPlan", "Getvar").forEach(c -> commands.put(c, "(Priv)"));
        managerConf.addAll(List.of(
                "secret=" + Site.SECRET,
                "deny=0.0.0.0/0.0.0.0",
                "permit=127.0.0.1/255.255.255.255",
                "read=" + AsteriskSetup.READ,
                "write=system,reporting"));
        AsteriskSetup.events(address.driver())
                .forEach(event -> managerConf.add("eventfilter(action(include),name(" + event + "))="));
        install(new SteeringDialplan(Site.INVENTORY, SteeringTerms.DEFAULTS, address.rowStore(), address.driver()));
        for (var route : Site.INVENTORY.routes()) {
            contexts.put(
                    "outbound-" + route.id(),
                    new ArrayList<>(List.of(step(
                            "outbound-" + route.id(),
                            "112",
                            "",
                            "Gosub",
                            SteeringDialplan.contextOf(route.id()) + ",s,1"))));
        }
        for (Trunk trunk : Site.INVENTORY.trunks()) {
            endpoints.put(
                    trunk.endpoint(),
                    new TreeMap<>(Map.of(
                            "DirectMedia",
                            "false",
                            "QualifyFrequency",
                            "60",
                            "Status",
                            "Reachable",
                            "RoundtripUsec",
                            "1615")));
            registrations.put(trunk.endpoint(), "Registered");
        }
    }

    void install(SteeringDialplan dialplan) {
        contexts.put(
                SteeringDialplan.CONTEXT,
                new ArrayList<>(
                        List.of(step(SteeringDialplan.CONTEXT, "fingerprint", "", "NoOp", dialplan.fingerprint()))));
        for (var context : dialplan.routes()) {
            var steps = new ArrayList<AmiItem>();
            context.steps()
                    .forEach(s -> steps.add(step(
                            context.name(),
                            s.extension(),
                            s.label(),
                            s.application(),
                            s.data().strip())));
            contexts.put(context.name(), steps);
        }
    }

    static AmiItem step(String context, String extension, String label, String application, String data) {
        return item(
                "ListDialplan",
                "context",
                context,
                "extension",
                extension,
                "extensionlabel",
                label,
                "application",
                application,
                "appdata",
                data);
    }

    @Override
    public AmiReply ask(String action, Map<String, String> headers) {
        asked.add(action);
        if (denied.contains(action)) {
            return error("Permission denied");
        }
        return switch (action) {
            case "ListCommands" -> response(lowerCase(commands));
            case "CoreSettings" -> response(Map.of("asteriskversion", version));
            case "Ping" ->
                response(Map.of(
                        "timestamp",
                        time.isEmpty()
                                ? String.format(Locale.ROOT, "%.6f", System.currentTimeMillis() / 1000.0)
                                : time));
            case "GetConfig" -> config();
            case "ModuleCheck" ->
                missingModules.contains(headers.get("Module")) ? error("Module not loaded") : response(Map.of());
            case "ShowDialPlan" -> dialplan(headers.getOrDefault("Context", ""));
            case "Getvar" -> response(Map.of("value", globals.getOrDefault(headers.get("Variable"), "")));
            case "DBPut", "DBGet", "DBDel", "DBGetTree" -> database(action, headers);
            case "PJSIPShowEndpoint" -> endpoint(headers.getOrDefault("Endpoint", ""));
            case "PJSIPShowEndpoints" ->
                list(endpoints.keySet().stream()
                        .map(name -> item("EndpointList", "objectname", name))
                        .toList());
            case "PJSIPShowRegistrationsOutbound" ->
                list(registrations.entrySet().stream()
                        .map(e -> item(
                                "OutboundRegistrationDetail",
                                "objectname",
                                e.getKey(),
                                "serveruri",
                                "sip:" + e.getKey() + ".example",
                                "clienturi",
                                "sip:acct@" + e.getKey() + ".example",
                                "status",
                                e.getValue()))
                        .toList());
            case "CoreShowChannels" -> list(List.of());
            default -> error("Invalid/unknown command: " + action);
        };
    }

    private AmiReply config() {
        var lines = new LinkedHashMap<String, String>();
        for (int i = 0; i < managerConf.size(); i++) {
            lines.put("line-000000-" + String.format("%06d", i), managerConf.get(i));
        }
        return response(lines);
    }

    private AmiReply dialplan(String context) {
        if (context.isEmpty()) {
            return list(contexts.values().stream().flatMap(List::stream).toList());
        }
        List<AmiItem> steps = contexts.get(context);
        return steps == null ? error("Did not find context " + context) : list(steps);
    }

    private AmiReply database(String action, Map<String, String> headers) {
        String key = "/" + headers.get("Family") + "/" + headers.getOrDefault("Key", "");
        switch (action) {
            case "DBPut" -> {
                if (!losesWrites) {
                    astDb.put(key, headers.getOrDefault("Val", ""));
                }
                return response(Map.of());
            }
            case "DBGet" -> {
                return astDb.containsKey(key)
                        ? list(List.of(item("DBGetResponse", "key", key, "val", astDb.get(key))))
                        : error("Database entry not found");
            }
            case "DBDel" -> {
                return astDb.remove(key) == null ? error("Database entry could not be deleted") : response(Map.of());
            }
            default -> {
                return list(astDb.entrySet().stream()
                        .map(e -> item("DBGetTreeResponse", "key", e.getKey(), "val", e.getValue()))
                        .toList());
            }
        }
    }

    private AmiReply endpoint(String name) {
        Map<String, String> facts = endpoints.get(name);
        if (facts == null) {
            return error("Unable to retrieve endpoint " + name);
        }
        return list(List.of(
                item("EndpointDetail", "objectname", name, "directmedia", facts.get("DirectMedia")),
                item(
                        "AorDetail",
                        "objectname",
                        name,
                        "qualifyfrequency",
                        facts.get("QualifyFrequency"),
                        "contacts",
                        facts.getOrDefault("Contacts", name + "/sip:" + name + ".example:5060"),
                        "totalcontacts",
                        "1",
                        "contactsregistered",
                        facts.getOrDefault("ContactsRegistered", "0")),
                item(
                        "ContactStatusDetail",
                        "uri",
                        "sip:" + name + ".example:5060",
                        "status",
                        facts.get("Status"),
                        "roundtripusec",
                        facts.get("RoundtripUsec"))));
    }

    private static AmiReply response(Map<String, String> headers) {
        return new AmiReply(true, new AmiItem("success", headers), List.of());
    }

    private static AmiReply error(String message) {
        return new AmiReply(false, new AmiItem("error", Map.of("message", message)), List.of());
    }

    private static AmiReply list(List<AmiItem> items) {
        return new AmiReply(true, new AmiItem("success", Map.of()), items);
    }

    private static AmiItem item(String name, String... headers) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new AmiItem(name, map);
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        var lower = new TreeMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
