package org.trunkpilot.pbx.asterisk;

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

/** Connects to an Asterisk and tests everything that {@link AsteriskSetup} asks for. Leaves nothing behind. */
final class AsteriskCheck {
    private static final Duration REACH = Duration.ofSeconds(3);

    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;

    AsteriskCheck(PbxAddress address, Inventory inventory, SteeringTerms terms) {
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
        try (AmiSession session = AmiSession.open(address)) {
            items.add(new CheckItem(
                    "sign-in",
                    Result.OK,
                    "as " + address.username() + " in " + (System.nanoTime() - began) / 1_000_000 + " ms",
                    ""));
            questions(session::ask).forEach(question -> items.add(question.answered()));
        } catch (PbxUnavailable e) {
            items.add(
                    new CheckItem("sign-in", Result.FAIL, String.valueOf(e.getMessage()), "setup prints the account"));
            skipAll(items, "not signed in");
        }
        return items;
    }

    private void skipAll(List<CheckItem> items, String why) {
        Inquirer nobody = (action, headers) -> {
            throw new IOException(why);
        };
        questions(nobody).forEach(question -> items.add(question.skipped(why)));
    }

    /** Everything that is asked of one PBX. */
    List<Question> questions(Inquirer pbx) {
        var questions = new ArrayList<Question>();
        questions.addAll(new AccountCheck(address, pbx).questions());
        questions.addAll(new RowCheck(address, inventory, terms, pbx).questions());
        questions.addAll(new DialplanCheck(address, inventory, terms, pbx).questions());
        questions.addAll(new TrunkCheck(inventory, address.driver(), pbx).questions());
        questions.addAll(new MediaCheck(address, inventory, pbx).questions());
        return questions;
    }

    private CheckItem reach() {
        String where = address.host() + ":" + address.port();
        long began = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) REACH.toMillis());
            return new CheckItem(
                    "AMI port",
                    Result.OK,
                    where + " answers in " + (System.nanoTime() - began) / 1_000_000 + " ms",
                    "");
        } catch (IOException e) {
            return new CheckItem(
                    "AMI port",
                    Result.FAIL,
                    where + ": " + e.getMessage(),
                    "is Asterisk running, enabled = yes and port = " + address.port()
                            + " in manager.conf [general], and no firewall between?");
        }
    }
}
