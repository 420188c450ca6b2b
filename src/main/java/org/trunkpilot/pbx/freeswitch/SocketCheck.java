package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;

/** Whether the PBX can do what we need, and whether its Event Socket is as closed as it must be. */
final class SocketCheck {
    private static final List<String> MODULES =
            List.of("mod_commands", "mod_dptools", "mod_expr", "mod_hash", "mod_db", "mod_sofia", "mod_dialplan_xml");

    private static final Pattern RELEASE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private static final String SHIPPED_PASSWORD = "ClueCon";
    private static final int SHORT_PASSWORD = 16;

    /** What FreeSWITCH goes by where no list is named, since 1.6 (2015). */
    private static final String DEFAULT_LIST = "loopback.auto";

    /** Lists that FreeSWITCH makes by itself and that hold every address, and the same written out. */
    private static final Set<String> EVERYBODY = Set.of("any_v4.auto", "any_v6.auto", "0.0.0.0/0", "::/0");

    private final PbxAddress address;
    private final Asker pbx;

    SocketCheck(PbxAddress address, Asker pbx) {
        this.address = address;
        this.pbx = pbx;
    }

    List<Question> questions() {
        return List.of(
                new Question("FreeSWITCH version", this::version),
                new Question("password", this::password),
                new Question("who may sign in", this::reachableFrom),
                new Question("modules", this::modules));
    }

    private Answer version() throws IOException {
        EslAnswer version = pbx.api("version");
        Matcher release = RELEASE.matcher(version.text());
        if (!release.find()) {
            return Answer.warn(
                    "the PBX does not tell it (" + version.words() + ")", "Trunkpilot was tried on 1.10.12 and 1.11.2");
        }
        int number = Integer.parseInt(release.group(1)) * 1_000_000
                + Integer.parseInt(release.group(2)) * 1_000
                + Integer.parseInt(release.group(3));
        String remedy = "update to 1.11.1 or later; until then let nobody but Trunkpilot reach the port";
        return number >= 1_011_001
                ? Answer.ok(version.words())
                : Answer.warn(
                        version.words() + ": a frame with a negative length crashes it before any password is asked"
                                + " (CVE-2026-49840)",
                        remedy);
    }

    private Answer password() {
        String secret = address.secret().value();
        String remedy = "openssl rand -hex 24, in event_socket.conf.xml and under trunkpilot.pbxs." + address.pbx()
                + ".secret; then: reload mod_event_socket";
        if (secret.equals(SHIPPED_PASSWORD)) {
            return Answer.fail(
                    "it is the one FreeSWITCH is shipped with, and whoever signs in is root on the PBX", remedy);
        }
        return secret.length() < SHORT_PASSWORD
                ? Answer.warn("it has only " + secret.length() + " characters, and whoever signs in is root", remedy)
                : Answer.ok("not the one it is shipped with, and " + secret.length() + " characters long");
    }

    private Answer reachableFrom() throws IOException {
        EslAnswer answer = pbx.api("xml_locate configuration configuration name event_socket.conf");
        if (answer.isEmpty() || answer.failed() || !answer.text().startsWith("<")) {
            return Answer.skipped(
                    "the PBX does not show its configuration",
                    "look in event_socket.conf.xml for listen-ip and the ACL");
        }
        String listen =
                parameters(answer.text(), "listen-ip").stream().findFirst().orElse("");
        List<String> lists = parameters(answer.text(), "apply-inbound-acl");
        String found = "listens on " + (listen.isEmpty() ? "its default" : listen) + ", access list "
                + (lists.isEmpty() ? DEFAULT_LIST + " (its default)" : String.join(", ", lists));
        if (listen.startsWith("127.") || listen.equals("::1") || lists.stream().noneMatch(EVERYBODY::contains)) {
            return Answer.ok(found);
        }
        return Answer.warn(
                found + ", which takes in everybody: any ESL login is root on the PBX",
                "in event_socket.conf.xml: an apply-inbound-acl as in step 1 of setup, and listen-ip 127.0.0.1 where"
                        + " Trunkpilot runs on the PBX");
    }

    /** Only these two are ever taken out of it: the same file holds the password. */
    private static List<String> parameters(String xml, String name) {
        return Pattern.compile("<param name=\"" + name + "\" value=\"([^\"]{0,60})\"")
                .matcher(xml)
                .results()
                .map(found -> found.group(1).replaceAll("[^A-Za-z0-9_.:\\[\\]$/-]", "?"))
                .toList();
    }

    private Answer modules() throws IOException {
        var missing = new ArrayList<String>();
        for (String module : MODULES) {
            if (!pbx.api("module_exists " + module).text().equals("true")) {
                missing.add(module);
            }
        }
        return missing.isEmpty()
                ? Answer.ok("all " + MODULES.size() + " modules are loaded")
                : Answer.fail(
                        "not loaded: " + String.join(", ", missing),
                        missing.stream()
                                        .map(module -> "fs_cli -x \"load " + module + "\"")
                                        .collect(Collectors.joining(" and "))
                                + ", and in autoload_configs/modules.conf.xml");
    }
}
