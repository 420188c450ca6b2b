package org.trunkpilot.pbx.asterisk;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** How trunks stand: the part of {@link AmiTranslator} that knows registrations and contacts. */
final class StateTranslator {
    private final Inventory inventory;
    private final TrunkNames names;
    private final Consumer<PbxSignal> into;
    private final AmiTally tally;
    private final RegistrationBook registrations;
    private final ContactBook contacts = new ContactBook();

    StateTranslator(Inventory inventory, TrunkNames names, Consumer<PbxSignal> into, AmiTally tally) {
        this.inventory = inventory;
        this.names = names;
        this.into = into;
        this.tally = tally;
        this.registrations = new RegistrationBook(names);
    }

    void handle(AmiHandlers handlers) {
        handlers.on(AmiStateEvents.Registry.class, this::registry);
        handlers.on(AmiStateEvents.OutboundRegistrationDetail.class, this::registrationDetail);
        handlers.on(AmiStateEvents.OutboundRegistrationsListed.class, (event, at) -> registrationsListed(at, false));
        handlers.on(AmiStateEvents.RegistryEntry.class, this::registryEntry);
        handlers.on(AmiStateEvents.RegistryEntriesListed.class, (event, at) -> registrationsListed(at, true));
        handlers.on(AmiStateEvents.ContactStatus.class, this::contactStatus);
        handlers.on(AmiStateEvents.ContactStatusDetail.class, this::contactDetail);
        handlers.on(AmiStateEvents.PeerStatus.class, this::peerStatus);
        handlers.on(AmiStateEvents.PeerEntry.class, this::peerEntry);
    }

    void forget() {
        contacts.clear();
        registrations.clear();
    }

    /** Which peer of chan_sip is at which addresses and signs in by which names; no event tells. */
    void learnPeer(TrunkId trunk, Iterable<String> hosts, Iterable<String> users) {
        registrations.learnChanSip(trunk);
        hosts.forEach(host -> registrations.learnHost(trunk, host));
        users.forEach(user -> registrations.learnUser(trunk, user));
    }

    /** Whose registration it is, where no list tells. */
    void learnAccount(TrunkId trunk, String user, String server) {
        registrations.learnAccount(user, server, trunk);
    }

    /** What the PBX calls the registration of a trunk, where a list has told. */
    Optional<String> registrationOf(TrunkId trunk) {
        return registrations.objectOf(trunk);
    }

    /** What an answer told of one contact; no event came of it. */
    void learnContact(String endpoint, String uri, String status, String micros, Instant at) {
        names.ofEndpoint(endpoint).ifPresent(trunk -> registrations.learnHost(trunk, uri));
        contact(endpoint, uri, status, micros, true, at);
    }

    private void registry(AmiStateEvents.Registry event, Instant at) {
        Optional<TrunkId> trunk = registrations.ofEvent(event);
        if (RegistrationBook.state(event.status).equals(Optional.of(Registration.State.REJECTED))) {
            // A list repeats how the last attempt ended; the event tells that there was one.
            trunk.ifPresent(t -> into.accept(new Registration(at, t, Registration.State.TRYING)));
        }
        registration(trunk, event.status, at);
    }

    private void registrationDetail(AmiStateEvents.OutboundRegistrationDetail event, Instant at) {
        registration(registrations.ofDetail(event), event.status, at);
    }

    private void registryEntry(AmiStateEvents.RegistryEntry event, Instant at) {
        registration(registrations.ofEntry(event), event.state, at);
    }

    private void registration(Optional<TrunkId> trunk, @Nullable String status, Instant at) {
        Optional<Registration.State> state = RegistrationBook.state(status);
        if (trunk.isEmpty()) {
            tally.ignored++;
        } else if (state.isEmpty()) {
            tally.unread++;
        } else {
            into.accept(new Registration(at, trunk.get(), state.get()));
        }
    }

    private void registrationsListed(Instant at, boolean ofChanSip) {
        var all = inventory.trunks().stream().map(Trunk::id).toList();
        for (TrunkId trunk : registrations.withoutRegistration(all, ofChanSip)) {
            into.accept(new Registration(at, trunk, Registration.State.NOT_USED));
        }
    }

    private void contactStatus(AmiStateEvents.ContactStatus event, Instant at) {
        phone(event.endpointName, event.contactStatus, at);
        contact(event.endpointName, event.uri, event.contactStatus, event.roundtripUsec, false, at);
    }

    private void contactDetail(AmiStateEvents.ContactStatusDetail event, Instant at) {
        names.ofEndpoint(event.endpointName).ifPresent(trunk -> registrations.learnHost(trunk, event.uri));
        contact(event.endpointName, event.uri, event.status, event.roundtripUsec, true, at);
    }

    /** chan_pjsip sends the same with less in it, ahead of each ContactStatus. */
    private void peerStatus(AmiStateEvents.PeerStatus event, Instant at) {
        String peer = String.valueOf(event.peer);
        if (peer.startsWith("SIP/")) {
            String micros = event.time == null || !event.time.matches("\\d{1,6}") ? null : event.time + "000";
            phone(peer.substring(4), event.peerStatus, at);
            contact(peer.substring(4), "", event.peerStatus, micros, false, at);
        }
    }

    private void peerEntry(AmiStateEvents.PeerEntry event, Instant at) {
        names.ofEndpoint(event.objectName).ifPresent(trunk -> {
            registrations.learnChanSip(trunk);
            registrations.learnHost(trunk, event.ipAddress + ":" + event.ipPort);
        });
        String status = String.valueOf(event.status).toLowerCase(Locale.ROOT);
        String micros = status.endsWith(" ms)") ? status.replaceAll("\\D", "") + "000" : null;
        contact(event.objectName, "", event.status, micros, true, at);
    }

    /** What is no trunk is a phone, or a door station, or a neighbour: each a witness of the house. */
    private void phone(@Nullable String endpoint, @Nullable String status, Instant at) {
        if (endpoint == null || names.ofEndpoint(endpoint).isPresent()) {
            return;
        }
        Optional<PhoneContact.State> state = switch (String.valueOf(status).toLowerCase(Locale.ROOT)) {
            case "created", "reachable", "nonqualified", "registered", "lagged" ->
                Optional.of(PhoneContact.State.PRESENT);
            case "unreachable", "removed", "unregistered" -> Optional.of(PhoneContact.State.ABSENT);
            default -> Optional.empty();
        };
        state.ifPresent(s -> into.accept(new PhoneContact(at, endpoint, s)));
    }

    private void contact(
            @Nullable String endpoint,
            @Nullable String uri,
            @Nullable String status,
            @Nullable String micros,
            boolean asked,
            Instant at) {
        Optional<TrunkId> trunk = names.ofEndpoint(endpoint);
        if (trunk.isEmpty()) {
            tally.ignored++;
            return;
        }
        Optional<Reachability> news = contacts.take(trunk.get(), String.valueOf(uri), status, micros, asked, at);
        news.ifPresent(into);
    }
}
