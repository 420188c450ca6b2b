package org.trunkpilot.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnobsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Path MANUAL = Path.of("src/main/resources/application.yml");

    @Test
    void aTurnedKnobChangesNothingElse() {
        Profile shipped = Profile.asShipped("balanced", ZONE);
        Profile turned = shipped.with(
                "trunkpilot.profiles.balanced",
                Map.of(
                        "health.probes.timeout", "2s",
                        "routing.dwell", "5m",
                        "routing.moves-per-day", "none",
                        "routing.fail-back-hours", "19:00-07:00"),
                ZONE);
        assertThat(turned.health().probes().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(turned.routing().dwell()).isEqualTo(Duration.ofMinutes(5));
        assertThat(turned.routing().movesPerDay()).isEqualTo(OptionalInt.empty());
        assertThat(turned.routing().failBackHours().orElseThrow().from()).isEqualTo(LocalTime.of(19, 0));
        assertThat(turned.health().loss()).isEqualTo(shipped.health().loss());
        assertThat(turned.routing().holdOut()).isEqualTo(shipped.routing().holdOut());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "health.probes.timeoot|2s|trunkpilot.profiles.balanced.health.probes.timeoot: unknown key; the manual (application.yml) lists what can be set here",
                "probes.timeout|2s|trunkpilot.profiles.balanced.probes.timeout: unknown key; knobs stand under health or routing",
                "health.probes.timeout|soon|trunkpilot.profiles.balanced.health.probes.timeout: \"soon\" is not a duration like 90s, 5m, 2h",
                "health.probes.misses|many|trunkpilot.profiles.balanced.health.probes.misses: \"many\" is not a number",
                "health.probes.misses|0|trunkpilot.profiles.balanced.health.probes.misses: probes.misses must be from 1.0 to 10.0, not 0.0",
                "routing.fail-back-hours|evening|trunkpilot.profiles.balanced.routing.fail-back-hours: \"evening\" is not none or two times of day like 19:00-07:00",
            })
    void aKnobThatCannotBeTurnedIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> Profile.asShipped("balanced", ZONE)
                        .with("trunkpilot.profiles.balanced", Map.of(key, value), ZONE))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    /** The manual lists every knob with its value: all of balanced, and of the others what differs from it. */
    @Test
    void theManualListsEveryKnobAsItIsShipped() throws IOException {
        Pattern line = Pattern.compile("  #   ([a-z]+)\\.((?:health|routing)\\.[a-z0-9.-]+): +(\\S+).*");
        var told = new LinkedHashMap<String, String>();
        for (String text : Files.readAllLines(MANUAL)) {
            var match = line.matcher(text);
            if (match.matches()) {
                told.put(match.group(1) + "." + match.group(2), match.group(3));
            }
        }
        assertThat(told).isEqualTo(shipped());
    }

    private static Map<String, String> shipped() {
        Map<String, String> usual = knobs(Profile.asShipped("balanced", ZONE));
        var all = new LinkedHashMap<String, String>();
        usual.forEach((key, value) -> all.put("balanced." + key, value));
        for (String name : Profile.NAMES) {
            if (!name.equals("balanced")) {
                knobs(Profile.asShipped(name, ZONE)).forEach((key, value) -> {
                    if (!value.equals(usual.get(key))) {
                        all.put(name + "." + key, value);
                    }
                });
            }
        }
        return all;
    }

    private static Map<String, String> knobs(Profile profile) {
        var knobs = new LinkedHashMap<String, String>();
        Knobs.of(profile.health()).forEach((key, value) -> knobs.put("health." + key, value));
        Knobs.of(profile.routing()).forEach((key, value) -> knobs.put("routing." + key, value));
        return knobs;
    }
}
