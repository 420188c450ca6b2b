package org.trunkpilot.console;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureReader;
import org.trunkpilot.pbx.CaptureUnreadable;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.replay.Replay;
import org.trunkpilot.settings.PbxSettings;
import org.trunkpilot.settings.Profile;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.settings.SettingsException;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.TrunkId;

/**
 * {@code replay --kind K [--config FILE] CAPTURE…}: what Trunkpilot would have noticed, believed and done, one JSON object a line.
 *
 * <p>Each capture is replayed by itself; with several, each line names its own. What a person should know of the capture itself
 * goes to the error stream.
 */
final class ReplayCommand {
    private static final String USAGE = "usage: replay --kind asterisk|freeswitch [--config FILE] CAPTURE...";

    /** Names a PBX that no configuration names. */
    private static final PbxId UNNAMED = new PbxId("capture");

    private final CaptureReader reader;
    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;

    private ReplayCommand(CaptureReader reader, Settings settings, PrintStream out, PrintStream err) {
        this.reader = reader;
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    private record Wish(PbxKind kind, Optional<Path> config, List<Path> captures) {}

    static int run(List<String> words, PrintStream out, PrintStream err) {
        Wish wish;
        Settings settings;
        try {
            wish = wish(words);
            settings = Settings.loadForReplay(wish.config());
        } catch (IllegalArgumentException e) {
            err.println("trunkpilot: " + e.getMessage());
            err.println(USAGE);
            return 2;
        } catch (SettingsException e) {
            err.println("trunkpilot: " + e.getMessage());
            return 2;
        }
        try (var context = new AnnotationConfigApplicationContext("org.trunkpilot.pbx")) {
            CaptureReader reader = context.getBeansOfType(CaptureReader.class).values().stream()
                    .filter(r -> r.kind() == wish.kind())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("nobody reads captures of " + wish.kind()));
            return new ReplayCommand(reader, settings, out, err).replay(wish);
        }
    }

    /** All captures, one after the other; one that cannot be read does not keep the others from it. */
    private int replay(Wish wish) {
        int status = 0;
        for (Path file : wish.captures()) {
            try {
                replay(file, wish.captures().size() > 1);
            } catch (CaptureUnreadable e) {
                err.println("trunkpilot: " + file + " " + e.getMessage());
                status = 1;
            }
        }
        out.flush();
        return status;
    }

    private void replay(Path file, boolean oneOfSeveral) throws CaptureUnreadable {
        Optional<PbxSettings> site = Optional.empty();
        Capture capture = reader.read(file, new Inventory(UNNAMED, List.of(), List.of()));
        List<PbxSettings> candidates = settings.pbxs().stream()
                .filter(pbx -> pbx.address().kind() == reader.kind())
                .toList();
        if (!candidates.isEmpty()) {
            site = Optional.of(theOneItIsOf(candidates, capture));
            capture = reader.read(file, site.get().inventory());
        }
        say(file, capture, site);
        Map<String, String> head = oneOfSeveral ? Map.of("capture", file.toString()) : Map.of();
        new Replay(capture.inventory(), policies(site))
                .run(capture.signals(), capture.from(), capture.until(), told -> {
                    var line = new LinkedHashMap<String, Object>(head);
                    line.putAll(ToldJson.of(told));
                    // Whatever the terminal's encoding: JSON is UTF-8.
                    out.writeBytes((ToldJson.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
                });
    }

    /** Of several configured PBXes, the one whose trunks the capture speaks of most; the first among equals. */
    private static PbxSettings theOneItIsOf(List<PbxSettings> candidates, Capture capture) {
        return candidates.stream()
                .max(Comparator.comparingLong((PbxSettings pbx) -> spokenOf(pbx, capture))
                        .thenComparing(candidates::indexOf, Comparator.reverseOrder()))
                .orElseThrow();
    }

    private static long spokenOf(PbxSettings pbx, Capture capture) {
        List<TrunkId> found = capture.inventory().trunks().stream()
                .filter(trunk -> pbx.inventory().byEndpoint(trunk.endpoint()).isPresent())
                .map(trunk -> trunk.id())
                .toList();
        return capture.signals().stream()
                .filter(signal -> signal instanceof TrunkSignal of && found.contains(of.trunk()))
                .count();
    }

    private Policies policies(Optional<PbxSettings> site) {
        Profile whole = profile(site.map(PbxSettings::profile).orElse("balanced"));
        return new Policies(
                whole.name(),
                whole.health(),
                whole.routing(),
                site.map(PbxSettings::policies).orElse(Map.of()));
    }

    private Profile profile(String name) {
        return Objects.requireNonNull(settings.profiles().get(name), name);
    }

    private void say(Path file, Capture capture, Optional<PbxSettings> site) {
        var known = site.map(PbxSettings::inventory).orElse(new Inventory(UNNAMED, List.of(), List.of()));
        var added = new ArrayList<String>();
        capture.inventory().trunks().stream()
                .filter(trunk -> known.trunk(trunk.id()).isEmpty())
                .forEach(trunk -> added.add("trunk " + trunk.id()));
        capture.inventory().routes().stream()
                .filter(route -> !known.routes().contains(route))
                .forEach(route -> added.add("route " + route.id() + " " + route.trunks()));
        err.println(file + ": " + capture.messages() + " messages, "
                + capture.signals().size() + " signals from "
                + capture.from() + " to " + capture.until() + "; " + capture.damaged()
                + " pieces could not be understood; judged by the profile \""
                + site.map(PbxSettings::profile).orElse("balanced") + "\""
                + site.map(pbx -> " of " + pbx.address().pbx()).orElse(""));
        if (capture.inventory().trunks().isEmpty()) {
            err.println(
                    file + ": no trunk is named in it, so there is nothing to judge; name its trunks with --config");
            return;
        }
        capture.remarks().forEach(remark -> err.println(file + ": " + remark));
        if (!added.isEmpty()) {
            err.println(file + ": taken from the capture: " + String.join(", ", added));
        }
        err.println(
                file + ": assumed: before it began the PBX was up and its trunks registered and answering; each OPTIONS"
                        + " that Trunkpilot would have sent was answered, except while the PBX's own or an INVITE was not");
    }

    private static Wish wish(List<String> words) {
        Optional<PbxKind> kind = Optional.empty();
        Optional<Path> config = Optional.empty();
        var captures = new ArrayList<Path>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--kind")) {
                kind = Optional.of(kind(value(words, ++i, word)));
            } else if (word.equals("--config")) {
                config = Optional.of(Path.of(value(words, ++i, word)));
            } else if (word.startsWith("-")) {
                throw new IllegalArgumentException("\"" + word + "\" is no option of replay");
            } else {
                captures.add(Path.of(word));
            }
        }
        if (captures.isEmpty()) {
            throw new IllegalArgumentException("say which captures to replay");
        }
        return new Wish(
                kind.orElseThrow(() -> new IllegalArgumentException("--kind is missing; give asterisk or freeswitch")),
                config,
                captures);
    }

    private static String value(List<String> words, int at, String option) {
        if (at >= words.size()) {
            throw new IllegalArgumentException("\"" + option + "\" needs a value");
        }
        return words.get(at);
    }

    private static PbxKind kind(String name) {
        for (PbxKind kind : PbxKind.values()) {
            if (word(kind).equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new IllegalArgumentException("--kind \"" + name + "\" is not known; give asterisk or freeswitch");
    }

    private static String word(PbxKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
