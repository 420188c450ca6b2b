package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.CheckItem.Result;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.Inventory;

/** Connects to a FreeSWITCH and tests everything that {@link FreeswitchSetup} asks for. Leaves nothing behind. */
final class FreeswitchCheck {
    private static final Duration REACH = Duration.ofSeconds(3);

    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;

    FreeswitchCheck(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        this.address = address;
        this.inventory = inventory;
        this.terms = terms;
    }

    /** The same items in the same order whatever happens; those that could not be tested say why. */
    List<CheckItem> run() {
        var items = new ArrayList<CheckItem>();
        CheckItem reach = reach();
        items.add(reach);
        if (reach.result() == Result.FAIL) {
            items.add(new CheckItem("sign-in", Result.SKIPPED, "not connected", ""));
            skipAll(items, "not connected");
            return items;
        }
        long began = System.nanoTime();
        try (EslSession session = EslSession.open(address)) {
            items.add(new CheckItem("sign-in", Result.OK, "in " + (System.nanoTime() - began) / 1_000_000 + " ms", ""));
            questions(session).forEach(question -> items.add(question.answered()));
        } catch (PbxUnavailable e) {
            items.add(
                    new CheckItem("sign-in", Result.FAIL, String.valueOf(e.getMessage()), "setup prints the settings"));
            skipAll(items, "not signed in");
        }
        return items;
    }

    private void skipAll(List<CheckItem> items, String why) {
        Asker nobody = command -> {
            throw new IOException(why);
        };
        questions(nobody).forEach(question -> items.add(question.skipped(why)));
    }

    /** Everything that is asked of one PBX. */
    List<Question> questions(Asker pbx) {
        var questions = new ArrayList<Question>();
        questions.addAll(new SocketCheck(address, pbx).questions());
        questions.addAll(new RowCheck(inventory, terms, pbx).questions());
        questions.addAll(new DialplanCheck(inventory, terms, pbx).questions());
        questions.addAll(new GatewayCheck(inventory, pbx).questions());
        questions.addAll(new MediaCheck(address, inventory, pbx).questions());
        return questions;
    }

    private CheckItem reach() {
        String where = address.host() + ":" + address.port();
        long began = System.nanoTime();
        try (Socket socket = new Socket()) {
            String host = address.host().replaceAll("^\\[|]$", "");
            socket.connect(new InetSocketAddress(host, address.port()), (int) REACH.toMillis());
            return new CheckItem(
                    "Event Socket port",
                    Result.OK,
                    where + " answers in " + (System.nanoTime() - began) / 1_000_000 + " ms",
                    "");
        } catch (IOException e) {
            return new CheckItem(
                    "Event Socket port",
                    Result.FAIL,
                    where + ": " + e.getMessage(),
                    "is FreeSWITCH running, mod_event_socket loaded, listen-ip and listen-port right in event_socket.conf.xml,"
                            + " and no firewall between?");
        }
    }
}
