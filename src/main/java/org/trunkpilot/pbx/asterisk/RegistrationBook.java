package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.trunk.TrunkId;

/**
 * Whose registration it is. A {@code Registry} event names only the user and the server; lists tell which endpoint they
 * belong to, and where they do not (chan_sip, or {@code endpoint=} left out), the far end's address does, if it is one
 * trunk's alone.
 */
final class RegistrationBook {
    private final TrunkNames names;
    private final Map<String, TrunkId> byAccount = new HashMap<>();
    private final Map<TrunkId, Set<String>> hosts = new HashMap<>();
    private final Map<TrunkId, Set<String>> users = new HashMap<>();
    private final Map<TrunkId, String> objects = new HashMap<>();
    private final Set<TrunkId> chanSip = new HashSet<>();
    private final Set<TrunkId> registering = new HashSet<>();

    RegistrationBook(TrunkNames names) {
        this.names = names;
    }

    void clear() {
        byAccount.clear();
        registering.clear();
        objects.clear();
    }

    /** A trunk's far end is at this address: an IP address, a host name or a SIP URI, with a port where it is not 5060. */
    void learnHost(TrunkId trunk, @Nullable String uri) {
        String host = hostOf(uri);
        if (!host.startsWith(":")) {
            hosts.computeIfAbsent(trunk, t -> new HashSet<>()).add(host);
        }
    }

    /** A trunk signs in, or is called, by this name. */
    void learnUser(TrunkId trunk, String user) {
        if (!user.isEmpty()) {
            users.computeIfAbsent(trunk, t -> new HashSet<>()).add(user);
        }
    }

    void learnChanSip(TrunkId trunk) {
        chanSip.add(trunk);
    }

    Optional<TrunkId> ofDetail(AmiStateEvents.OutboundRegistrationDetail detail) {
        Optional<TrunkId> trunk = names.ofEndpoint(detail.endpoint)
                .or(() -> names.ofEndpoint(detail.objectName))
                .or(() -> byFarEnd(detail.serverUri, userOf(detail.clientUri)));
        trunk.ifPresent(t -> {
            remember(detail.clientUri, detail.serverUri, t);
            if (detail.objectName != null) {
                objects.put(t, detail.objectName);
            }
        });
        return trunk;
    }

    /** What the PBX calls the registration of a trunk itself, which need not be what it calls the endpoint; chan_sip has no name. */
    Optional<String> objectOf(TrunkId trunk) {
        return Optional.ofNullable(objects.get(trunk));
    }

    Optional<TrunkId> ofEntry(AmiStateEvents.RegistryEntry entry) {
        String user = entry.username == null ? "" : entry.username;
        Optional<TrunkId> trunk = byFarEnd(entry.domain + port(entry.domainPort), user)
                .or(() -> byFarEnd(entry.host + port(entry.port), user));
        trunk.ifPresent(t -> remember(entry.username, entry.domain, t));
        return trunk;
    }

    Optional<TrunkId> ofEvent(AmiStateEvents.Registry event) {
        return Optional.ofNullable(byAccount.get(account(event.username, event.domain)));
    }

    /** Which trunks register not at all, now that every registration of one channel driver has been listed. */
    List<TrunkId> withoutRegistration(List<TrunkId> all, boolean ofChanSip) {
        List<TrunkId> without = new ArrayList<>();
        for (TrunkId trunk : all) {
            if (chanSip.contains(trunk) == ofChanSip && !registering.contains(trunk)) {
                without.add(trunk);
            }
        }
        return without;
    }

    /** Empty for a word that is no state of a registration. */
    static Optional<Registration.State> state(@Nullable String status) {
        if (status == null) {
            return Optional.empty();
        }
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "registered" -> Optional.of(Registration.State.REGISTERED);
            case "unregistered" -> Optional.of(Registration.State.UNREGISTERED);
            // chan_sip says no more than that while nobody answers; "Timeout" is one of its retries.
            case "request sent", "auth. sent", "timeout" -> Optional.of(Registration.State.TRYING);
            case "rejected", "no authentication" -> Optional.of(Registration.State.REJECTED);
            case "stopped", "failed" -> Optional.of(Registration.State.STOPPED);
            default -> Optional.empty();
        };
    }

    /** A registration of this user at this server, as {@code Registry} events name them, is this trunk's. */
    void learnAccount(@Nullable String user, @Nullable String server, TrunkId trunk) {
        remember(user, server, trunk);
    }

    private void remember(@Nullable String user, @Nullable String server, TrunkId trunk) {
        byAccount.put(account(user, server), trunk);
        registering.add(trunk);
    }

    private Optional<TrunkId> byFarEnd(@Nullable String server, String user) {
        String host = hostOf(server);
        List<TrunkId> there = new ArrayList<>();
        hosts.forEach((trunk, known) -> {
            if (known.contains(host)) {
                there.add(trunk);
            }
        });
        if (there.size() > 1) {
            there.removeIf(trunk -> !users.getOrDefault(trunk, Set.of()).contains(user));
        }
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }

    private static String account(@Nullable String user, @Nullable String server) {
        return user + "\n" + server;
    }

    static String userOf(@Nullable String uri) {
        if (uri == null) {
            return "";
        }
        String rest = uri.substring(uri.indexOf(':') + 1);
        int at = rest.indexOf('@');
        return at < 0 ? "" : rest.substring(0, at);
    }

    private static String port(@Nullable String port) {
        return port == null || port.isEmpty() ? "" : ":" + port;
    }

    /** {@code sip:user@Host;transport=udp} → {@code host:5060}. Two registrars may share an address and not the port. */
    static String hostOf(@Nullable String uri) {
        if (uri == null) {
            return ":";
        }
        String host = uri.replaceFirst("^sips?:", "");
        host = host.substring(host.indexOf('@') + 1).replaceFirst("[;>].*$", "").toLowerCase(Locale.ROOT);
        return host.matches(".*[^:]:\\d+") ? host : host + ":5060";
    }
}
