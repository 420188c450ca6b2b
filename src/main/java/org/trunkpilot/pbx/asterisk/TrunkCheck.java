package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;

/** Whether each trunk is there, stands, and is configured so that its faults can be seen. */
final class TrunkCheck {
    /** A minute is what sites use; beyond two an idle trunk's death stays unseen for longer than anyone expects. */
    private static final int RARE_QUALIFY = 120;

    private final Inventory inventory;
    private final ChannelDriver driver;
    private final Inquirer pbx;
    private final Map<String, Optional<TrunkFacts>> known = new HashMap<>();
    private @Nullable List<OutboundRegistration> registrations;

    TrunkCheck(Inventory inventory, ChannelDriver driver, Inquirer pbx) {
        this.inventory = inventory;
        this.driver = driver;
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        for (Trunk trunk : inventory.trunks()) {
            String name = "trunk " + trunk.id() + ": ";
            questions.add(new Question(name + "endpoint", () -> endpoint(trunk)));
            questions.add(new Question(name + "registration", () -> registration(trunk)));
            questions.add(new Question(name + "reachability", () -> reachability(trunk)));
            questions.add(new Question(name + "qualify", () -> qualify(trunk)));
            questions.add(new Question(name + "direct media", () -> directMedia(trunk)));
        }
        return questions;
    }

    private Answer endpoint(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = facts(trunk);
        if (facts.isEmpty()) {
            return Answer.fail(
                    "the PBX has no endpoint or peer \"" + trunk.endpoint() + "\"",
                    "set endpoint: under trunkpilot.pbxs." + inventory.pbx() + ".trunks." + trunk.id()
                            + " to one that `discover " + inventory.pbx() + "` lists");
        }
        String found = facts.get().driver() == ChannelDriver.PJSIP ? "chan_pjsip" : "chan_sip";
        if (facts.get().driver() != driver) {
            return Answer.fail(
                    found + " drives \"" + trunk.endpoint() + "\", and the dialplan would dial it otherwise",
                    "set trunkpilot.pbxs." + inventory.pbx() + ".channel-driver: "
                            + facts.get().driver().name().toLowerCase(Locale.ROOT) + ", and make the dialplan anew");
        }
        return Answer.ok("\"" + trunk.endpoint() + "\" of " + found);
    }

    private Answer registration(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = facts(trunk);
        if (facts.isEmpty()) {
            return missing();
        }
        Optional<OutboundRegistration> own = OutboundRegistration.of(trunk.endpoint(), facts.get(), registrations());
        if (own.isEmpty()) {
            return Answer.ok("the trunk does not register; it is known to its carrier by address");
        }
        String status = own.get().status();
        return status.equals("Registered")
                ? Answer.ok("registered at " + own.get().host())
                : Answer.fail(
                        "\"" + status + "\" at " + own.get().host(),
                        "no calls come in by it: look at user, password and host of the registration, and at the carrier");
    }

    private Answer reachability(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = facts(trunk);
        if (facts.isEmpty()) {
            return missing();
        }
        List<TrunkFacts.Contact> contacts = facts.get().contacts();
        if (contacts.isEmpty()) {
            return Answer.fail(
                    "it has no contact: there is nowhere to send a call to",
                    "give its AOR a contact, or see why its far end has not registered");
        }
        String words = contacts.stream().map(TrunkCheck::words).collect(Collectors.joining(", "));
        if (contacts.stream().allMatch(TrunkFacts.Contact::unreachable)) {
            return Answer.fail(words, "the far end does not answer OPTIONS: is it down, or does it never answer them?");
        }
        return contacts.stream().allMatch(TrunkFacts.Contact::reachable)
                ? Answer.ok(words)
                : Answer.warn(
                        words, "its state is not known (yet); asterisk -rx \"pjsip qualify " + trunk.endpoint() + "\"");
    }

    private static String words(TrunkFacts.Contact contact) {
        return contact.host() + " "
                + contact.status().toLowerCase(Locale.ROOT)
                + contact.roundTripMicros()
                        .map(micros -> String.format(Locale.ROOT, " in %.1f ms", micros / 1000.0))
                        .orElse("");
    }

    private Answer qualify(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = facts(trunk);
        if (facts.isEmpty()) {
            return missing();
        }
        int seconds = facts.get().qualify();
        String remedy = driver == ChannelDriver.PJSIP
                ? "qualify_frequency = 60 in the AOR of " + trunk.endpoint()
                : "qualify = yes in the peer " + trunk.endpoint();
        if (seconds == 0) {
            return Answer.warn("off: when the trunk is idle, its death is found out by the next call", remedy);
        }
        return seconds > RARE_QUALIFY
                ? Answer.warn("every " + seconds + " s only", remedy)
                : Answer.ok("every " + seconds + " s");
    }

    private Answer directMedia(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = facts(trunk);
        if (facts.isEmpty()) {
            return missing();
        }
        return facts.get().directMedia()
                ? Answer.warn(
                        "on: where the audio goes past the PBX, nothing of its quality is seen",
                        (driver == ChannelDriver.PJSIP ? "direct_media = no in endpoint " : "directmedia = no in peer ")
                                + trunk.endpoint() + ", then: "
                                + (driver == ChannelDriver.PJSIP ? "module reload res_pjsip.so" : "sip reload"))
                : Answer.ok("off, so the PBX sees the audio");
    }

    private static Answer missing() {
        return Answer.skipped("there is no such endpoint", "");
    }

    private Optional<TrunkFacts> facts(Trunk trunk) throws IOException {
        Optional<TrunkFacts> facts = known.get(trunk.endpoint());
        if (facts == null) {
            facts = TrunkFacts.read(pbx, trunk.endpoint());
            known.put(trunk.endpoint(), facts);
        }
        return facts;
    }

    private List<OutboundRegistration> registrations() throws IOException {
        List<OutboundRegistration> all = registrations;
        if (all == null) {
            all = OutboundRegistration.all(pbx);
            registrations = all;
        }
        return all;
    }
}
