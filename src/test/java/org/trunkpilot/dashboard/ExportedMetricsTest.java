package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.trunkpilot.web.OnH2;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.WholeService;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the running service tells Prometheus, beside its practice PBX; and that the dashboard and the alerts ask for nothing else. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"trunkpilot.admin-token=" + WholeService.ADMIN_TOKEN, "server.shutdown=immediate"})
@ActiveProfiles("practice")
class ExportedMetricsTest implements OnH2 {
    private static final Path ALERTS = Path.of("docs/alerts.yml");
    private static final Path DASHBOARD = Path.of("docs/grafana-dashboard.json");

    /** What may tell series apart, and what bounds it: a configuration or an enum, never a caller, a call or a moment. */
    private static final Map<String, Integer> LABELS = new TreeMap<>(Map.ofEntries(
            Map.entry("pbx", 20),
            Map.entry("trunk", 200),
            Map.entry("route", 200),
            Map.entry("verdict", 5),
            Map.entry("state", 8),
            Map.entry("mode", 2),
            Map.entry("rung", 8),
            Map.entry("direction", 2),
            Map.entry("outcome", 10),
            Map.entry("what", 10),
            Map.entry("channel", 20),
            Map.entry("limit", 5),
            Map.entry("le", 20)));

    /** Where a name ends so, its figure is in that unit; Prometheus wants base units. */
    private static final Pattern NOT_BASE_UNIT =
            Pattern.compile(".*_(millis|milliseconds|ms|minutes|hours|percent|kilobytes|megabytes)(_total)?");

    /** What a description promises, and how the name must then end. */
    private static final Map<Pattern, String> UNITS = Map.of(
            Pattern.compile("^(Since|Until|How long|Median from INVITE|From INVITE).*"), "_seconds(_max)?",
            Pattern.compile("^Share .*"), "_ratio(_max)?");

    private static final Pattern NAME =
            Pattern.compile("\\b(?:trunkpilot|process|system|jvm|http|hikaricp)_[a-zA-Z0-9_]+\\b");
    private static final Pattern SELECTOR =
            Pattern.compile("((?:trunkpilot|process|system|jvm|http|hikaricp)_[a-zA-Z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    private Scrape scrape;

    @BeforeEach
    void scrapeIt() {
        Web.Reply reply = new Web(port, json)
                .with("Authorization", "Bearer " + WholeService.ADMIN_TOKEN)
                .get("/actuator/prometheus");
        assertThat(reply.status()).isEqualTo(200);
        scrape = Scrape.of(reply.body());
    }

    @Test
    void everyFigureSaysWhatItIsAndInWhatUnit() {
        assertThat(scrape.ours()).hasSizeGreaterThan(30).allSatisfy(family -> {
            String help = scrape.help().getOrDefault(family, "");
            assertThat(help).hasSizeGreaterThan(10).isNotEqualTo(family);
            assertThat(family).doesNotMatch(NOT_BASE_UNIT);
            UNITS.forEach((promise, end) -> {
                if (promise.matcher(help).matches()) {
                    assertThat(family).as(help).matches(".*" + end);
                }
            });
            assertThat(scrape.types().get(family)).isIn("counter", "gauge", "histogram", "summary");
            if (scrape.types().get(family).equals("counter")) {
                assertThat(family).endsWith("_total");
            }
        });
        assertThat(scrape.ours())
                .contains(
                        "trunkpilot_judged_age_seconds",
                        "trunkpilot_trunk_pdd_seconds",
                        "trunkpilot_trunk_loss_ratio",
                        "trunkpilot_route_lease_remaining_seconds");
    }

    @Test
    void noLabelGrowsWithTheTraffic() {
        assertThat(scrape.ours()).allSatisfy(family -> {
            Map<String, Set<String>> values = new TreeMap<>();
            scrape.of(family, scrape.types().get(family))
                    .forEach(sample -> sample.labels()
                            .forEach((label, value) -> values.computeIfAbsent(label, it -> new TreeSet<>())
                                    .add(value)));
            assertThat(LABELS.keySet())
                    .as("a new label: say here what bounds it")
                    .containsAll(values.keySet());
            values.forEach((label, seen) -> assertThat(seen).as(label).hasSizeLessThanOrEqualTo(LABELS.get(label)));
        });
    }

    @Test
    void theAlertsAskOnlyForWhatTheServiceTells() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(ALERTS));
        List<String> expressions = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Map<?, ?> group : maps(file.get("groups"))) {
            for (Map<?, ?> rule : maps(group.get("rules"))) {
                assertThat(names.add(String.valueOf(rule.get("alert"))))
                        .as("named once")
                        .isTrue();
                expressions.add(String.valueOf(rule.get("expr")));
                assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("critical", "warning");
                Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
                assertThat(String.valueOf(annotations.get("summary"))).hasSizeGreaterThan(20);
                assertThat(String.valueOf(annotations.get("what_to_do"))).hasSizeGreaterThan(40);
            }
        }

        assertThat(names)
                .contains(
                        "TrunkpilotAbsent",
                        "TrunkpilotLinkLost",
                        "TrunkpilotTrunkDown",
                        "TrunkpilotTrunkDegraded",
                        "TrunkpilotAllTrunksBad",
                        "TrunkpilotRowNotInSync",
                        "TrunkpilotRowRunsOut",
                        "TrunkpilotBudgetSpent",
                        "TrunkpilotRecordLost",
                        "TrunkpilotJournalLost",
                        "TrunkpilotWatchingThoughActing");
        assertThat(expressions).allSatisfy(this::isExported);
    }

    @Test
    void theDashboardAsksOnlyForWhatTheServiceTells() throws IOException {
        JsonNode dashboard = json.readTree(Files.readString(DASHBOARD));
        List<String> expressions = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        dashboard
                .get("panels")
                .forEach(panel -> panel.path("targets").forEach(target -> {
                    expressions.add(target.get("expr").asString());
                    assertThat(target.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
                }));
        dashboard.get("templating").get("list").forEach(variable -> {
            variables.add(variable.get("name").asString());
            if (variable.has("definition")) {
                expressions.add(variable.get("definition").asString());
            }
        });
        dashboard.get("annotations").get("list").forEach(note -> {
            if (note.has("expr")) {
                expressions.add(note.get("expr").asString());
            }
        });

        assertThat(variables).contains("datasource", "pbx", "trunk");
        assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(this::isExported);
        assertThat(dashboard.get("schemaVersion").asInt()).as("Grafana 10").isLessThanOrEqualTo(38);
    }

    @Test
    void aNameThatTheServiceDoesNotTellIsFound() {
        assertThat(missing("rate(trunkpilot_no_such_total[5m])")).containsExactly("trunkpilot_no_such_total");
        assertThat(missing("trunkpilot_trunk_verdict{verdict=\"LAZY\"} == 1"))
                .containsExactly("trunkpilot_trunk_verdict{verdict=\"LAZY\"}");
        assertThat(missing("trunkpilot_link_up{trunk=~\"$trunk\"}"))
                .containsExactly("trunkpilot_link_up{trunk=~\"$trunk\"}");
        assertThat(missing("trunkpilot_trunk_verdict{verdict=~\"DOWN|LAZY\"} == 1"))
                .containsExactly("trunkpilot_trunk_verdict{verdict=~\"DOWN|LAZY\"}");
    }

    private void isExported(String expression) {
        assertThat(missing(expression)).as(expression).isEmpty();
    }

    /** Names in an expression that are not scraped, and selectors that could never match what is. */
    private Set<String> missing(String expression) {
        Set<String> missing = new TreeSet<>();
        Matcher name = NAME.matcher(expression.replaceAll("\"[^\"]*\"", "\"\""));
        while (name.find()) {
            if (scrape.samples().stream().noneMatch(sample -> sample.name().equals(name.group()))) {
                missing.add(name.group());
            }
        }
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Matcher label = MATCHER.matcher(selector.group(2));
            while (label.find()) {
                // Prometheus adds the job by itself.
                if (!label.group(1).equals("job") && !couldMatch(selector.group(1), label)) {
                    missing.add(selector.group());
                }
            }
        }
        return missing;
    }

    private boolean couldMatch(String name, Matcher label) {
        Set<String> values = new TreeSet<>();
        scrape.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .map(sample -> sample.labels().get(label.group(1)))
                .forEach(value -> values.add(String.valueOf(value)));
        values.remove("null");
        boolean variable = label.group(3).contains("$");
        return variable
                ? !values.isEmpty()
                : Set.of(label.group(3).split("\\|", -1)).stream().allMatch(values::contains);
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        ((List<?>) list).forEach(it -> maps.add((Map<?, ?>) it));
        return maps;
    }
}
