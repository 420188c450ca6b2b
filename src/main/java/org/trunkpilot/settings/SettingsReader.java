package org.trunkpilot.settings;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.notify.NotifySettings;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.settings.RawSettings.RawPbx;
import org.trunkpilot.settings.RawSettings.RawRoute;
import org.trunkpilot.settings.RawSettings.RawTrunk;
import org.trunkpilot.settings.RawSettings.RawUplink;
import org.trunkpilot.signal.CauseRules;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.timeline.TimelineSettings;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.Destinations;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Turns what is written into what is meant, or says in one line which key cannot be used and what to write instead. */
final class SettingsReader {
    private static final int AMI_PORT = 5038;
    private static final int AMI_TLS_PORT = 5039;
    private static final int ESL_PORT = 8021;

    private final RawSettings raw;
    private final boolean trunksKnown;
    private final boolean connects;

    /** @param trunksKnown whether a PBX must have trunks; only who is about to find them need not name any */
    SettingsReader(RawSettings raw, boolean trunksKnown) {
        this(raw, trunksKnown, true);
    }

    /** @param connects whether a PBX will be spoken to; if not, its account need not be known */
    SettingsReader(RawSettings raw, boolean trunksKnown, boolean connects) {
        this.raw = raw;
        this.trunksKnown = trunksKnown;
        this.connects = connects;
    }

    Settings read() {
        ZoneId zone = zone();
        Map<String, Profile> profiles = profiles(zone);
        List<PbxSettings> pbxs = new ArrayList<>();
        orEmpty(raw.pbxs()).forEach((name, pbx) -> pbxs.add(pbx(name, pbx, profiles, zone)));
        Optional<String> owner = Optional.ofNullable(raw.owner()).filter(o -> !o.isBlank());
        owner.ifPresent(o -> named("trunkpilot.owner", () -> new PbxId(o)));
        Path dataDir = Path.of(Optional.ofNullable(raw.dataDir()).orElse("./data"));
        return new Settings(
                dataDir,
                owner,
                Optional.ofNullable(raw.timeline()).orElseGet(TimelineSettings::defaults),
                Optional.ofNullable(raw.journal()).orElseGet(JournalSettings::defaults),
                connects ? notifications(zone, dataDir) : NotifySettings.none(zone),
                zone,
                profiles,
                List.copyOf(pbxs));
    }

    private NotifySettings notifications(ZoneId zone, Path dataDir) {
        boolean practice =
                raw.practice() != null && Boolean.TRUE.equals(raw.practice().active());
        return NotifyReader.read(raw.notifications(), zone, practice).rememberedIn(dataDir.resolve("notify.json"));
    }

    private Map<String, Profile> profiles(ZoneId zone) {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        CauseRules causes = CauseReader.read("trunkpilot.causes", raw.causes(), carriers());
        for (String name : Profile.NAMES) {
            profiles.put(name, Profile.asShipped(name, zone).withCauses(causes));
        }
        orEmpty(raw.profiles()).forEach((name, knobs) -> {
            String key = "trunkpilot.profiles." + name;
            Profile shipped = profiles.get(name);
            if (shipped == null || !(knobs instanceof Map<?, ?> tree)) {
                throw new SettingsException(key, "unknown profile; give one of " + String.join(", ", Profile.NAMES));
            }
            profiles.put(name, shipped.with(key, flat("", tree), zone));
        });
        return Map.copyOf(profiles);
    }

    /** Who carries for us, by the names that trunks are given. */
    private Set<String> carriers() {
        Set<String> carriers = new TreeSet<>();
        orEmpty(raw.pbxs())
                .values()
                .forEach(pbx -> orEmpty(pbx.trunks())
                        .forEach((name, trunk) -> carriers.add(
                                Optional.ofNullable(trunk.carrier()).orElse(name))));
        return carriers;
    }

    private ZoneId zone() {
        if (raw.timeZone() == null || raw.timeZone().isBlank()) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(raw.timeZone());
        } catch (DateTimeException e) {
            throw new SettingsException(
                    "trunkpilot.time-zone", "\"" + raw.timeZone() + "\" is no time zone; give one like Europe/Berlin");
        }
    }

    private static Map<String, String> flat(String prefix, Map<?, ?> tree) {
        Map<String, String> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> branch) {
                flat.putAll(flat(prefix + key + ".", branch));
            } else {
                flat.put(prefix + key, String.valueOf(value));
            }
        });
        return flat;
    }

    private PbxSettings pbx(String name, RawPbx raw, Map<String, Profile> profiles, ZoneId zone) {
        String key = "trunkpilot.pbxs." + name;
        PbxId id = named(key, () -> new PbxId(name));
        PbxKind kind = oneOf(key + ".kind", raw.kind(), PbxKind.class, null);
        boolean freeswitch = kind == PbxKind.FREESWITCH;
        boolean tls = Boolean.TRUE.equals(raw.tls());
        int usual = freeswitch ? ESL_PORT : tls ? AMI_TLS_PORT : AMI_PORT;
        int port = Optional.ofNullable(raw.port()).orElse(usual);
        if (port < 1 || port > 65535) {
            throw new SettingsException(key + ".port", port + " is no port; give 1 to 65535 (" + usual + " is usual)");
        }
        var rows = oneOf(key + ".rows", raw.rows(), PbxAddress.RowStore.class, PbxAddress.RowStore.DATABASE);
        if (freeswitch) {
            onlyOfAsterisk(key, raw, rows);
        }
        var driver = oneOf(
                key + ".channel-driver",
                raw.channelDriver(),
                PbxAddress.ChannelDriver.class,
                PbxAddress.ChannelDriver.PJSIP);
        var address = new PbxAddress(
                id,
                kind,
                Optional.ofNullable(raw.host()).orElse("127.0.0.1"),
                port,
                tls,
                freeswitch ? "" : required(key + ".username", raw.username(), "give the PBX's manager account"),
                new Secret(required(
                        key + ".secret",
                        raw.secret(),
                        freeswitch
                                ? "give the Event Socket's password, best as ${SOME_VARIABLE}"
                                : "give the manager account's secret, best as ${SOME_VARIABLE}")),
                rows,
                driver);
        Mode mode = oneOf(key + ".mode", raw.mode(), Mode.class, Mode.WATCHING);
        List<Trunk> trunks = new ArrayList<>();
        orEmpty(raw.trunks()).forEach((t, r) -> trunks.add(trunk(key + ".trunks." + t, t, r)));
        if (trunks.isEmpty() && trunksKnown) {
            throw new SettingsException(
                    key + ".trunks", "none is given; the command \"discover " + name + "\" lists those of the PBX");
        }
        String profile = profile(key, raw.profile(), "balanced");
        Map<RouteId, RoutingPolicy> policies = new LinkedHashMap<>();
        List<Route> routes = new ArrayList<>();
        orEmpty(raw.routes()).forEach((r, rawRoute) -> {
            String at = key + ".routes." + r;
            Route route = route(at, r, rawRoute, trunks);
            routes.add(route);
            if (route instanceof SteeredRoute) {
                Profile named = profiles.get(profile(at, rawRoute.profile(), profile));
                policies.put(route.id(), turned(at + ".routing", Objects.requireNonNull(named), rawRoute, zone));
            }
        });
        Inventory inventory = named(key, () -> new Inventory(id, trunks, routes));
        return new PbxSettings(
                address,
                inventory,
                mode,
                terms(key + ".lease", raw.lease()),
                profile,
                Map.copyOf(policies),
                destinations(key + ".destinations", raw.destinations()),
                references(key + ".uplinks", orEmpty(raw.uplinks()), trunks));
    }

    private static Destinations destinations(String key, @Nullable Map<String, List<String>> raw) {
        Map<Destination, List<String>> prefixes = new EnumMap<>(Destination.class);
        orEmpty(raw).forEach((kind, all) -> {
            Destination destination = Arrays.stream(Destination.values())
                    .filter(d -> d != Destination.ANY && d.words().equals(kind))
                    .findFirst()
                    .orElseThrow(() -> new SettingsException(
                            key + "." + kind,
                            "no kind of number; give "
                                    + Arrays.stream(Destination.values())
                                            .map(Destination::words)
                                            .filter(words -> !words.isEmpty())
                                            .collect(Collectors.joining(", "))));
            prefixes.put(destination, all);
        });
        return named(key, () -> new Destinations(prefixes));
    }

    /** What the Event Socket does not have; a key that does nothing would be believed to do something. */
    private static void onlyOfAsterisk(String key, RawPbx raw, PbxAddress.RowStore rows) {
        if (Boolean.TRUE.equals(raw.tls())) {
            throw new SettingsException(
                    key + ".tls", "FreeSWITCH's Event Socket has no TLS; take it out and use loopback or a tunnel");
        }
        if (raw.username() != null) {
            throw new SettingsException(
                    key + ".username", "FreeSWITCH's Event Socket knows a password and no user; take the line out");
        }
        if (raw.channelDriver() != null) {
            throw new SettingsException(key + ".channel-driver", "is for Asterisk only; take the line out");
        }
        if (rows != PbxAddress.RowStore.DATABASE) {
            throw new SettingsException(
                    key + ".rows", "on FreeSWITCH the rows stand in hash and db; give database or take the line out");
        }
    }

    private static Map<String, String> references(String key, Map<String, RawUplink> uplinks, List<Trunk> trunks) {
        Map<String, String> references = new LinkedHashMap<>();
        uplinks.forEach((uplink, raw) -> {
            if (trunks.stream().noneMatch(t -> t.uplink().equals(uplink))) {
                throw new SettingsException(key + "." + uplink, "no trunk leaves by it; name the uplink of a trunk");
            }
            String host = String.valueOf(raw.reference());
            if (!host.matches("[^\\s:]+:[0-9]{1,5}") || Integer.parseInt(host.replaceAll(".*:", "")) > 65535) {
                throw new SettingsException(
                        key + "." + uplink + ".reference", "\"" + host + "\" is no host and port; write 192.0.2.1:443");
            }
            references.put(uplink, host);
        });
        return Map.copyOf(references);
    }

    private static Trunk trunk(String key, String name, RawTrunk raw) {
        TrunkId id = named(key, () -> new TrunkId(name));
        if (raw.channels() != null && raw.channels() < 1) {
            throw new SettingsException(
                    key + ".channels", raw.channels() + " is too few; give 1 or more, or leave it out");
        }
        Trunk.Terms terms = terms(key, raw);
        return named(
                key + ".endpoint",
                () -> new Trunk(
                        id,
                        Optional.ofNullable(raw.endpoint()).orElse(name),
                        Optional.ofNullable(raw.carrier()).orElse(name),
                        Optional.ofNullable(raw.uplink()).orElse("default"),
                        raw.channels() == null ? OptionalInt.empty() : OptionalInt.of(raw.channels()),
                        terms));
    }

    private static Trunk.Terms terms(String key, RawTrunk raw) {
        List<String> codecs = Optional.ofNullable(raw.codecs()).orElse(List.of());
        for (String codec : codecs) {
            if (Codec.named(codec).isEmpty()) {
                throw new SettingsException(
                        key + ".codecs",
                        "\"" + codec
                                + "\" is no codec that is known here; give them as PBXes write them: ulaw, alaw, g729,"
                                + " g722, opus, gsm, ilbc, g726, g723, amr, amr-wb");
            }
        }
        if (raw.cost() != null && !(raw.cost() >= 0)) {
            throw new SettingsException(key + ".cost", raw.cost() + " must not be below 0; give the price of a minute");
        }
        List<String> domains = Optional.ofNullable(raw.domains()).orElse(List.of());
        return named(
                key + ".domains",
                () -> new Trunk.Terms(
                        domains, codecs, raw.cost() == null ? OptionalDouble.empty() : OptionalDouble.of(raw.cost())));
    }

    private static RoutingPolicy turned(String key, Profile profile, RawRoute route, ZoneId zone) {
        return new Knobs(key, flat("", orEmpty(route.routing())), zone).turn(profile.routing());
    }

    private static Route route(String key, String name, RawRoute raw, List<Trunk> known) {
        RouteId id = named(key, () -> new RouteId(name));
        Set<String> names = known.stream().map(t -> t.id().name()).collect(Collectors.toSet());
        List<TrunkId> trunks = new ArrayList<>();
        for (String trunk : Optional.ofNullable(raw.trunks()).orElse(List.of())) {
            if (!names.contains(trunk)) {
                throw new SettingsException(
                        key + ".trunks",
                        "unknown trunk \"" + trunk + "\"; known are "
                                + names.stream().sorted().collect(Collectors.joining(", "))
                                + "; add it under trunks or take it out here");
            }
            trunks.add(new TrunkId(trunk));
        }
        boolean emergency = Boolean.TRUE.equals(raw.emergency());
        if (emergency && (raw.profile() != null || raw.routing() != null)) {
            throw new SettingsException(
                    key + (raw.profile() != null ? ".profile" : ".routing"),
                    "an emergency route is never steered, so it has no profile; take the line out");
        }
        if (emergency) {
            return named(key + ".trunks", () -> new EmergencyRoute(id, trunks));
        }
        return named(key + ".trunks", () -> new SteeredRoute(id, trunks));
    }

    private static String profile(String key, @Nullable String name, String usual) {
        if (name != null && !Profile.NAMES.contains(name)) {
            throw new SettingsException(
                    key + ".profile",
                    "unknown profile \"" + name + "\"; give one of " + String.join(", ", Profile.NAMES));
        }
        return name == null ? usual : name;
    }

    private static SteeringTerms terms(String key, @Nullable String lease) {
        if (lease == null) {
            return SteeringTerms.DEFAULTS;
        }
        return named(key, () -> {
            Duration parsed;
            try {
                parsed = DurationStyle.detectAndParse(lease);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + lease + "\" is no duration; write 10m, 90s or 1d", e);
            }
            return new SteeringTerms(
                    parsed, SteeringTerms.DEFAULTS.progressTimeout(), SteeringTerms.DEFAULTS.ringTimeout());
        });
    }

    private static <T> T named(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(key, String.valueOf(e.getMessage()));
        }
    }

    private String required(String key, @Nullable String value, String remedy) {
        if (!connects) {
            return "";
        }
        if (value == null || value.isBlank()) {
            throw new SettingsException(key, "missing; " + remedy);
        }
        if (value.startsWith("${")) {
            throw new SettingsException(key, value + " is not set; set that variable before the start");
        }
        return value;
    }

    private static <E extends Enum<E>> E oneOf(
            String key, @Nullable String value, Class<E> type, @Nullable E otherwise) {
        Function<E, String> word = e -> e.name().toLowerCase(Locale.ROOT);
        String choices = Arrays.stream(type.getEnumConstants()).map(word).collect(Collectors.joining(" or "));
        if (value == null) {
            if (otherwise == null) {
                throw new SettingsException(key, "missing; give " + choices);
            }
            return otherwise;
        }
        for (E each : type.getEnumConstants()) {
            if (word.apply(each).equals(value.trim().toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new SettingsException(key, "\"" + value + "\" is not known; give " + choices);
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
