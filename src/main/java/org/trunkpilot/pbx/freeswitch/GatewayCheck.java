package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;

/** Whether each trunk's gateway is there, stands, and is configured so that its faults can be seen. */
final class GatewayCheck {
    /** What setup asks for; FreeSWITCH takes no less. */
    private static final int PING_SECONDS = 5;

    /** FreeSWITCH gives a ping up after 32 s. */
    private static final long HANGING_SECONDS = 40;

    private final Inventory inventory;
    private final Asker pbx;
    private final Map<String, Optional<GatewayStatus>> known = new HashMap<>();

    GatewayCheck(Inventory inventory, Asker pbx) {
        this.inventory = inventory;
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        for (Trunk trunk : inventory.trunks()) {
            String name = "trunk " + trunk.id() + ": ";
            questions.add(new Question(name + "gateway", () -> gateway(trunk)));
            questions.add(new Question(name + "registration", () -> registration(trunk)));
            questions.add(new Question(name + "reachability", () -> reachability(trunk)));
            questions.add(new Question(name + "ping", () -> ping(trunk)));
            questions.add(new Question(name + "address", () -> address(trunk)));
        }
        return questions;
    }

    private Answer gateway(Trunk trunk) throws IOException {
        return status(trunk)
                .map(status -> Answer.ok("\"" + trunk.endpoint() + "\" of profile " + status.profile()))
                .orElseGet(() -> Answer.fail(
                        "the PBX has no gateway \"" + trunk.endpoint() + "\"",
                        "set endpoint: under trunkpilot.pbxs." + inventory.pbx() + ".trunks." + trunk.id()
                                + " to one that `discover " + inventory.pbx() + "` lists"));
    }

    private Answer registration(Trunk trunk) throws IOException {
        Optional<GatewayStatus> status = status(trunk);
        if (status.isEmpty()) {
            return missing();
        }
        if (!status.get().registers()) {
            return Answer.ok("the gateway does not register; it is known to its carrier by address");
        }
        return switch (status.get().state()) {
            case "REGED" -> Answer.ok("registered at " + status.get().host());
            case "TRYING", "REGISTER", "UNREGED" ->
                Answer.warn("registering at " + status.get().host() + " just now", "run check again in some seconds");
            default ->
                Answer.fail(
                        status.get().state().toLowerCase(Locale.ROOT) + " at "
                                + status.get().host(),
                        "no calls come in or go out by it: look at user, password and realm of the gateway, and at the carrier");
        };
    }

    private Answer reachability(Trunk trunk) throws IOException {
        Optional<GatewayStatus> status = status(trunk);
        if (status.isEmpty()) {
            return missing();
        }
        String rtt = status.get()
                .roundTrip()
                .map(time -> String.format(Locale.ROOT, ", last OPTIONS answered in %.1f ms", time.toNanos() / 1e6))
                .orElse("");
        return status.get().up()
                ? Answer.ok("up" + rtt)
                : Answer.fail(
                        "down: FreeSWITCH refuses every call for it at once, emergency calls too",
                        "does the far end answer OPTIONS and REGISTER? fs_cli -x \"sofia status gateway "
                                + trunk.endpoint() + "\"");
    }

    private Answer ping(Trunk trunk) throws IOException {
        Optional<GatewayStatus> status = status(trunk);
        if (status.isEmpty()) {
            return missing();
        }
        int seconds = status.get().pingSeconds();
        String remedy =
                "in the gateway's file: <param name=\"ping\" value=\"5\"/>, then killgw and rescan (calls go on)";
        if (seconds == 0) {
            return status.get().registers()
                    ? Answer.warn(
                            "off: Trunkpilot can only ask by REGISTER, every 30 s in quiet, so moves away from and to it"
                                    + " take longer",
                            remedy)
                    : Answer.fail("off: nothing can prove that its far end lives, so no call is moved to it", remedy);
        }
        long overdue = overdue(status.get());
        if (overdue >= HANGING_SECONDS) {
            String found = "every " + seconds + " s by the configuration, but the one that was due " + overdue
                    + " s ago is still out: it hangs, and with it all of them, as where a far end answers OPTIONS with 401";
            String cure = "let the carrier answer OPTIONS without a password";
            return status.get().registers()
                    ? Answer.warn(found, cure + ", or take ping out of the gateway: Trunkpilot then asks by REGISTER")
                    : Answer.fail(found + ". So nothing can prove that its far end lives", cure);
        }
        return seconds > PING_SECONDS
                ? Answer.warn("every " + seconds + " s: a fault of an idle trunk is found that much later", remedy)
                : Answer.ok("every " + seconds + " s");
    }

    /** How many seconds ago the ping that is out was due; 0 when none is out. */
    private long overdue(GatewayStatus status) throws IOException {
        String now = pbx.api("strepoch").text();
        boolean known = status.pinging() && status.nextPing() > 0 && now.matches("\\d{9,12}");
        return known ? Math.max(0, Long.parseLong(now) - status.nextPing()) : 0;
    }

    private Answer address(Trunk trunk) throws IOException {
        Optional<GatewayStatus> status = status(trunk);
        if (status.isEmpty()) {
            return missing();
        }
        String host = status.get().host();
        boolean numeric = host.matches("[0-9.]+(:\\d+)?") || host.startsWith("[");
        return numeric
                ? Answer.ok(host)
                : Answer.warn(
                        "\"" + host
                                + "\" is a name: when its DNS server is dead, FreeSWITCH stalls every gateway of profile "
                                + status.get().profile() + " for minutes",
                        "give the gateway's proxy an address, or run a caching resolver on the PBX");
    }

    private static Answer missing() {
        return Answer.skipped("there is no such gateway", "");
    }

    private Optional<GatewayStatus> status(Trunk trunk) throws IOException {
        Optional<GatewayStatus> status = known.get(trunk.endpoint());
        if (status == null) {
            EslAnswer answer = pbx.api("sofia xmlstatus gateway " + trunk.endpoint());
            status = answer.text().startsWith(GatewayStatus.INVALID)
                    ? Optional.empty()
                    : GatewayStatus.parse(answer.text()).stream().findFirst();
            known.put(trunk.endpoint(), status);
        }
        return status;
    }
}
