package org.trunkpilot.practice.esl;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.practice.world.Rows;
import org.trunkpilot.practice.world.World;

/** What {@code api} and {@code bgapi} answer, by the first word. An empty output is told as FreeSWITCH tells it. */
public final class Api {
    /** The release whose recordings the world follows; the suffix tells everybody that this is none. */
    static final String VERSION = "FreeSWITCH Version 1.11.2-practice~64bit (practice 64bit)";

    private static final String NOTHING = "-ERR no reply\n";

    private static final Set<String> MODULES = Set.of(
            "mod_commands",
            "mod_db",
            "mod_dialplan_xml",
            "mod_dptools",
            "mod_event_socket",
            "mod_expr",
            "mod_hash",
            "mod_sofia");

    private final World world;
    private final String dialplan;
    private final Map<String, UnaryOperator<String>> commands = new TreeMap<>();

    /** @param dialplan the XML that is installed on this PBX, empty for none */
    public Api(World world, String dialplan) {
        this.world = world;
        this.dialplan = dialplan;
        var gateways = new Gateways(world);
        var channels = new Channels(world);
        commands.put("version", words -> VERSION + "\n");
        commands.put("strepoch", words -> Long.toString(world.now().getEpochSecond()));
        commands.put(
                "uptime",
                words -> Long.toString(
                        world.now().getEpochSecond() - world.started().getEpochSecond()));
        commands.put("global_getvar", this::globalVariable);
        commands.put("module_exists", words -> Boolean.toString(MODULES.contains(words)));
        commands.put("hash", words -> store(Rows.HASH, words));
        commands.put("db", words -> store(Rows.DB, words));
        commands.put("sofia", gateways::answer);
        commands.put("show", words -> words.equals("channels as json") ? channels.listed() : NOTHING);
        commands.put("uuid_dump", words -> channels.dumped(words.replaceFirst(" json$", "")));
        commands.put("uuid_getvar", words -> channels.variable(first(words), rest(words)));
        commands.put("xml_locate", this::located);
        commands.put("reloadxml", words -> "+OK [Success]\n");
        commands.put(
                "status",
                words -> "UP\n" + VERSION + " is ready\n" + world.calls().size() + " session(s)\n");
    }

    /** The output of a command. */
    String answer(String command) {
        UnaryOperator<String> does = commands.get(first(command));
        if (does == null) {
            return "-ERR " + first(command) + " Command not found!\n";
        }
        String output = does.apply(rest(command));
        return output.isEmpty() ? NOTHING : output;
    }

    /** A process is told by its own id. */
    String core() {
        return EslEvents.core(world.inventory().pbx().name(), world.started());
    }

    private String globalVariable(String name) {
        return name.equals("core_uuid") ? core() : "";
    }

    /** {@code insert/REALM/KEY/VALUE}, {@code select/REALM/KEY}, {@code delete/REALM/KEY}. */
    private String store(String family, String words) {
        String[] parts = words.split("/", 4);
        if (parts.length < 3) {
            return "-USAGE: insert|delete|select/<realm>/<key>/<value>\n";
        }
        String key = parts[1] + "/" + parts[2];
        return switch (parts[0]) {
            case "insert" -> parts.length == 4 && world.db().put(family, key, parts[3]) ? "+OK\n" : "-ERR Usage!\n";
            case "select" -> world.db().get(family, key).orElse("");
            case "delete" -> world.db().delete(family, key) || family.equals(Rows.DB) ? "+OK\n" : "-ERR Not found\n";
            default -> "-ERR Usage!\n";
        };
    }

    private String located(String words) {
        if (words.startsWith("configuration ")) {
            return "<configuration name=\"event_socket.conf\"><settings>"
                    + "<param name=\"listen-ip\" value=\"127.0.0.1\"/></settings></configuration>\n";
        }
        if (words.equals("dialplan")) {
            return dialplan;
        }
        Matcher context = Pattern.compile("(?s)<context name=\""
                        + Pattern.quote(words.substring(words.lastIndexOf(' ') + 1)) + "\">.*?</context>")
                .matcher(dialplan);
        return words.startsWith("dialplan context name ") && context.find() ? context.group() : "";
    }

    private static String first(String words) {
        int blank = words.indexOf(' ');
        return blank < 0 ? words : words.substring(0, blank);
    }

    private static String rest(String words) {
        int blank = words.indexOf(' ');
        return blank < 0 ? "" : words.substring(blank + 1).strip();
    }
}
