package org.trunkpilot.practice.ami;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.trunkpilot.practice.world.AstDb;
import org.trunkpilot.practice.world.World;

/** Actions about the PBX as a whole. */
final class CoreActions {
    /** The release whose recordings the world follows; the suffix tells everybody that this is none. */
    static final String VERSION = "22.10.1-practice";

    /** What the dialplan and the adapter need, and what they are known to ask for. */
    private static final Set<String> MODULES = Set.of(
            "app_dial",
            "app_exec",
            "app_stack",
            "app_userevent",
            "app_verbose",
            "chan_pjsip",
            "func_callerid",
            "func_channel",
            "func_cut",
            "func_db",
            "func_global",
            "func_groupcount",
            "func_hangupcause",
            "func_logic",
            "func_strings",
            "pbx_config",
            "res_pjsip",
            "res_pjsip_outbound_registration",
            "res_rtp_asterisk");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private final World world;
    private Instant reloaded;

    CoreActions(World world) {
        this.world = world;
        this.reloaded = world.started();
    }

    void addTo(Actions actions) {
        actions.add(
                "CoreSettings",
                "Show PBX core settings (version etc).",
                (session, request, reply) -> settings(reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "CoreStatus",
                "Show PBX core status variables.",
                (session, request, reply) -> status(reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "ModuleCheck",
                "Check if module is loaded.",
                (session, request, reply) -> {
                    if (MODULES.contains(module(request))) {
                        reply.send(reply.begin("Response", "Success").with("Version", ""));
                    } else {
                        reply.error("Module not loaded");
                    }
                },
                EventClass.SYSTEM);
        actions.add("Reload", "Send a reload event.", this::reload, EventClass.SYSTEM, EventClass.CONFIG);
        actions.add(
                "Command",
                "Execute Asterisk CLI Command.",
                (session, request, reply) -> command(request.get("Command").trim(), reply),
                EventClass.COMMAND);
    }

    private void settings(Reply reply) {
        reply.send(reply.begin("Response", "Success")
                .with("AMIversion", "11.0.0")
                .with("AsteriskVersion", VERSION)
                .with("SystemName", world.inventory().pbx().name())
                .with("CoreMaxCalls", 0)
                .with("CoreMaxLoadAvg", "0.000000")
                .with("CoreRunUser", "")
                .with("CoreRunGroup", "")
                .with("CoreMaxFilehandles", 0)
                .with("CoreRealTimeEnabled", "No")
                .with("CoreCDRenabled", "Yes")
                .with("CoreHTTPenabled", "No")
                .with("SoundsSearchCustomDir", "No"));
    }

    private void status(Reply reply) {
        reply.send(reply.begin("Response", "Success")
                .with("CoreStartupDate", DATE.format(world.started()))
                .with("CoreStartupTime", TIME.format(world.started()))
                .with("CoreReloadDate", DATE.format(reloaded))
                .with("CoreReloadTime", TIME.format(reloaded))
                .with("CoreCurrentCalls", world.calls().size())
                .with("CoreProcessedCalls", world.callsSoFar()));
    }

    private void reload(AmiDialogue session, Request request, Reply reply) {
        var module = request.find("Module").orElse("All");
        boolean known = module.equals("All") || MODULES.contains(module(request));
        if (known) {
            reloaded = world.now();
            reply.success("Module Reloaded");
        } else {
            reply.error("No such module");
        }
        session.everybody()
                .tell(
                        EventClass.SYSTEM,
                        Message.event("Reload")
                                .with("Privilege", "system,all")
                                .with("SystemName", world.inventory().pbx().name())
                                .with("Module", module)
                                .with("Status", known ? 0 : 2));
    }

    private void command(String command, Reply reply) {
        if (command.equals("core show version")) {
            output(reply, "Success", List.of("Asterisk " + VERSION + " built by nobody @ nowhere: a practice world"));
        } else if (command.startsWith("database show")) {
            output(
                    reply,
                    "Success",
                    database(command.substring("database show".length()).trim()));
        } else {
            output(
                    reply,
                    "Error",
                    List.of("No such command '" + command + "' (type 'core show help " + command
                            + "' for other possible commands)"));
        }
    }

    private List<String> database(String what) {
        var parts = what.split("\\s+", 2);
        var entries = world.db().tree(parts[0], parts.length > 1 ? parts[1] : "");
        var lines = new ArrayList<String>();
        for (AstDb.Entry entry : entries) {
            lines.add(String.format("%-50s: %-25s", entry.path(), entry.value()));
        }
        lines.add(entries.size() + " results found.");
        return lines;
    }

    private static void output(Reply reply, String response, List<String> lines) {
        var message = reply.begin("Response", response).with("Message", "Command output follows");
        lines.forEach(line -> message.with("Output", line));
        reply.send(message);
    }

    private static String module(Request request) {
        var name = request.get("Module");
        return name.endsWith(".so") ? name.substring(0, name.length() - 3) : name;
    }
}
