package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;

/**
 * Asks the PBX for its present state. Most of the answers are events, which the translator hears by itself; here is only
 * what to ask, in which order: where the far ends are before whose registrations they are, and the calls last.
 */
final class Snapshot {
    private final Inventory inventory;
    private final ContactReading.Asker asker;
    private final ContactReading.Reader reader;
    private final InstantSource clock;
    private final BiConsumer<Trunk, ContactReading> readings;
    private final Consumer<Set<String>> channelsListed;
    private final Consumer<String> problem;

    /** @param channelsListed takes the {@code Uniqueid} of every channel, after the translator has heard the list */
    Snapshot(
            Inventory inventory,
            ContactReading.Asker asker,
            ContactReading.Reader reader,
            InstantSource clock,
            BiConsumer<Trunk, ContactReading> readings,
            Consumer<Set<String>> channelsListed,
            Consumer<String> problem) {
        this.inventory = inventory;
        this.asker = asker;
        this.reader = reader;
        this.clock = clock;
        this.readings = readings;
        this.channelsListed = channelsListed;
        this.problem = problem;
    }

    /** @throws IOException when the link does not bear it */
    void take() throws IOException {
        for (Trunk trunk : inventory.trunks()) {
            contact(trunk);
        }
        registrations();
        AmiReply channels = asker.ask(new AmiAction("CoreShowChannels"));
        if (channels.success()) {
            channelsListed.accept(channels.items().stream()
                    .filter(item -> item.name().equals("CoreShowChannel"))
                    .map(item -> item.get("Uniqueid"))
                    .collect(Collectors.toSet()));
        } else {
            problem.accept("the PBX does not list its calls (" + channels.message()
                    + "), so calls that were up before are not watched: give the AMI account write=reporting");
        }
    }

    /** Where one trunk stands; also the poll. */
    void contact(Trunk trunk) throws IOException {
        Optional<ContactReading> reading = reader.read(trunk, clock.instant());
        if (reading.isPresent()) {
            readings.accept(trunk, reading.get());
        } else {
            problem.accept("the PBX does not tell where " + trunk.id() + " stands: no endpoint or peer \""
                    + trunk.endpoint() + "\" is there, or the AMI account may not ask (write=system,reporting)");
        }
    }

    /** All registrations; also the poll. */
    void registrations() throws IOException {
        boolean chanSip = inventory.trunks().stream().anyMatch(trunk -> reader.isChanSip(trunk.id()));
        boolean pjsip = inventory.trunks().stream().anyMatch(trunk -> !reader.isChanSip(trunk.id()));
        if (chanSip) {
            list("SIPshowregistry");
        }
        if (pjsip) {
            list("PJSIPShowRegistrationsOutbound");
        }
    }

    private void list(String action) throws IOException {
        AmiReply reply = asker.ask(new AmiAction(action));
        if (!reply.success()) {
            problem.accept("the PBX does not list its registrations (" + action + ": " + reply.message()
                    + "): give the AMI account write=system,reporting");
        }
    }
}
