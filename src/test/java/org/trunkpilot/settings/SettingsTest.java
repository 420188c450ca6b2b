package org.trunkpilot.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.trunkpilot.notify.ChannelSettings;
import org.trunkpilot.notify.NotifySettings;
import org.trunkpilot.notify.Pace;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CauseRules;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

class SettingsTest {
    private static final String HQ = """
            trunkpilot:
              pbxs:
                hq:
                  kind: asterisk
                  host: 127.0.0.1
                  port: 5038
                  username: trunkpilot
                  secret: ${HQ_SECRET}
                  mode: acting
                  trunks:
                    prov-a: { carrier: Alpha Telecom, uplink: fibre, channels: 30 }
                    Prov_B: { carrier: Beta Voice, endpoint: beta }
                  routes:
                    default:   { trunks: [prov-a, Prov_B], profile: continuity }
                    emergency: { trunks: [Prov_B, prov-a], emergency: true }
                  destinations:
                    mobile: ["015", "017"]
                    toll-free: ["0800"]
                    emergency: ["112"]
            """;

    private static final String FREESWITCH = HQ.replace("kind: asterisk", "kind: freeswitch")
            .replace("      port: 5038\n", "")
            .replace("      username: trunkpilot\n", "");

    @Test
    void whatTheManualShowsIsUnderstood() {
        Settings settings = read(HQ);
        PbxSettings hq = settings.pbx("hq");
        assertThat(hq.address().kind()).isEqualTo(PbxKind.ASTERISK);
        assertThat(hq.address().secret().value()).isEqualTo("s3cret");
        assertThat(hq.address().toString()).doesNotContain("s3cret");
        assertThat(hq.mode()).isEqualTo(Mode.ACTING);
        assertThat(hq.inventory().trunks())
                .extracting(t -> t.id().name(), t -> t.endpoint(), t -> t.carrier(), t -> t.uplink(), t -> t.channels())
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(
                                "prov-a", "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                        org.assertj.core.api.Assertions.tuple(
                                "Prov_B", "beta", "Beta Voice", "default", OptionalInt.empty()));
        var order = java.util.List.of(new TrunkId("prov-a"), new TrunkId("Prov_B"));
        assertThat(hq.inventory().routes())
                .containsExactly(
                        new SteeredRoute(new RouteId("default"), order),
                        new EmergencyRoute(new RouteId("emergency"), java.util.List.of(order.get(1), order.get(0))));
        assertThat(hq.destinations().of("0171234")).isEqualTo(Destination.MOBILE);
        assertThat(hq.destinations().of("0800123")).isEqualTo(Destination.TOLL_FREE);
        assertThat(hq.destinations().of("112")).isEqualTo(Destination.EMERGENCY);
        assertThat(hq.policies().get(new RouteId("default")).name()).isEqualTo("continuity");
        assertThat(hq.policies()).hasSize(1);
    }

    @Test
    void whatIsDeclaredOfATrunkIsRead() {
        String declared =
                HQ.replace("channels: 30 }", "channels: 30, domains: [dc-west], codecs: [alaw, g729], cost: 0.012 }");
        assertThat(read(declared)
                        .pbx("hq")
                        .inventory()
                        .trunk(new TrunkId("prov-a"))
                        .orElseThrow()
                        .terms())
                .isEqualTo(new Trunk.Terms(List.of("dc-west"), List.of("alaw", "g729"), OptionalDouble.of(0.012)));
        assertThat(read(declared)
                        .pbx("hq")
                        .inventory()
                        .trunk(new TrunkId("Prov_B"))
                        .orElseThrow()
                        .terms())
                .isEqualTo(Trunk.Terms.NONE);
        assertThatThrownBy(() -> read(declared.replace("g729", "g7299")))
                .hasMessageStartingWith(
                        "trunkpilot.pbxs.hq.trunks.prov-a.codecs: \"g7299\" is no codec that is known here");
        assertThatThrownBy(() -> read(declared.replace("0.012", "-1")))
                .hasMessageStartingWith("trunkpilot.pbxs.hq.trunks.prov-a.cost: -1.0 must not be below 0");
    }

    /** The example of the manual. */
    @Test
    void causesAreReadForAllAndForOneCarrierAndReachEveryProfile() {
        Settings settings = read(HQ + """
                  causes:
                    sip: { 503: carrier, 480: callee 0.5 }
                    q850: { 38: carrier 0.5 }
                    carriers:
                      "[Alpha Telecom]": { sip: { 403: callee } }
                """);
        var expected = new CauseRules(
                Map.of(503, new CauseRules.Rule(Blame.CARRIER, 1), 480, new CauseRules.Rule(Blame.CALLEE, 0.5)),
                Map.of(38, new CauseRules.Rule(Blame.CARRIER, 0.5)),
                Map.of(
                        "Alpha Telecom",
                        new CauseRules(Map.of(403, new CauseRules.Rule(Blame.CALLEE, 0)), Map.of(), Map.of())));
        assertThat(settings.profiles().values())
                .allSatisfy(profile -> assertThat(profile.health().causes()).isEqualTo(expected));
        Profile trial = settings.trial("candidate", "balanced", Map.of("health.probes.timeout", "2s"));
        assertThat(trial.health().causes()).as("of a backtest's candidate").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sip: { 503: maybe }|trunkpilot.causes.sip.503: \"maybe\" is not understood; give carrier, callee",
                "sip: { 503: carrier 2 }|trunkpilot.causes.sip.503: \"carrier 2\" is not understood (a weight of 2.0",
                "sip: { 503: ours 0.5 }|trunkpilot.causes.sip.503: \"ours 0.5\" is not understood (a weight is for carrier",
                "sip: { 200: carrier }|trunkpilot.causes.sip.200: no code there is; give one from 300 to 699",
                "q850: { 0: carrier }|trunkpilot.causes.q850.0: no code there is; give one from 1 to 127",
                "carriers: { Gamma: { sip: { 503: ours } } }|trunkpilot.causes.carriers.Gamma: no trunk is of that carrier; there is"
                        + " Alpha Telecom, Beta Voice",
            })
    void aCauseThatCannotBeUsedIsNamed(String written, String message) {
        assertThatThrownBy(() -> read(HQ + "  causes: { " + written + " }\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(message);
    }

    private static final String NOTIFY = HQ + """
              notify:
                calm: 90s
                remind: 0
                dashboard-url: https://trunkpilot.example/
                channels:
                  duty:
                    kind: webhook
                    url: https://hooks.example.com/T0/B0/xyzzy
                    secret: ${HQ_SECRET}
                    body: '{"text": "{text}", "n": {number}}'
                  mail:
                    kind: mail
                    from: trunkpilot@example.com
                    to: [ops@example.com, boss@example.com]
            spring.mail.host: mail.example.com
            """;

    @Test
    void whoIsToldIsReadAndNoSecretOfItIsShown() {
        NotifySettings notify = read(NOTIFY).notifications();

        assertThat(notify.pace())
                .isEqualTo(
                        new Pace(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(90), Duration.ZERO));
        assertThat(notify.dashboard()).hasToString("Optional[https://trunkpilot.example/]");
        assertThat(notify.channels())
                .extracting(ChannelSettings::name, ChannelSettings::target)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("duty", "hooks.example.com"),
                        org.assertj.core.api.Assertions.tuple("mail", "ops@example.com and 1 more"));
        assertThat(notify.toString()).doesNotContain("xyzzy", "s3cret");
        assertThat(read(HQ).notifications())
                .isEqualTo(NotifySettings.none(ZoneId.systemDefault()).rememberedIn(Path.of("./data/notify.json")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "calm: 90s|calm: soon|trunkpilot.notify.calm: \"soon\" is no duration; write 5s, 2m or 4h",
                "calm: 90s|wait: 6m|trunkpilot.notify.wait: 6m is out of its range; give 0s to 5m",
                "remind: 0|remind: 5m|trunkpilot.notify.remind: 5m is too often; give 10m to 7d, or 0 for never",
                "calm: 90s|hurry: 90s|trunkpilot.notify.hurry: unknown key; check the spelling",
                "kind: webhook|kind: pager|trunkpilot.notify.channels.duty.kind: \"pager\" is not known; give webhook or mail",
                "kind: webhook|key: webhook|trunkpilot.notify.channels.duty.key: unknown key; check the spelling",
                "https://hooks.example.com/T0/B0/xyzzy|hooks.example.com/xyzzy|trunkpilot.notify.channels.duty.url: is no http or https address",
                "https://hooks.example.com/T0/B0/xyzzy|https://me:xyzzy@hooks.example.com/|trunkpilot.notify.channels.duty.url: is no http or https address",
                "https://hooks.example.com/T0/B0/xyzzy|${DUTY_URL}|trunkpilot.notify.channels.duty.url: ${DUTY_URL} is not set; set that variable before the start",
                "{text}|{txt}|trunkpilot.notify.channels.duty.body: there is no {txt}; give any of {text}, {title}, {headline},",
                "\"{text}\"|{text}|trunkpilot.notify.channels.duty.body: is no JSON once it is filled in (",
                "from: trunkpilot@example.com|from: Trunkpilot|trunkpilot.notify.channels.mail.from: \"Trunkpilot\" is no mail address; write ops@example.com, without a name",
                "to: [ops@example.com, boss@example.com]|to: []|trunkpilot.notify.channels.mail.to: missing; give the addresses to write to",
                "from: trunkpilot@example.com|url: https://example.com/|trunkpilot.notify.channels.mail.url: is for channels of the other kind; take the line out",
                "spring.mail.host: mail.example.com|spring.mail.port: 25|spring.mail.host: missing; trunkpilot.notify.channels.mail needs a mail server",
            })
    void aChannelThatCannotBeUsedIsNamedWithoutItsSecrets(String good, String bad, String message) {
        assertThatThrownBy(() -> read(NOTIFY.replace(good, bad)))
                .isInstanceOf(SettingsException.class)
                .message()
                .startsWith(message)
                .doesNotContain("\n", "xyzzy");
    }

    @Test
    void aRouteTurnsSingleKnobsOfItsProfileForItselfAlone() {
        Settings settings = read(HQ.replace(
                "profile: continuity }", "profile: continuity, routing: { dwell: 90m, fail-back-hours: none } }"));
        RoutingPolicy policy = settings.pbx("hq").policies().get(new RouteId("default"));
        assertThat(policy.dwell()).isEqualTo(Duration.ofMinutes(90));
        assertThat(policy.failBackHours()).isEmpty();
        assertThat(policy.holdOut())
                .isEqualTo(RoutingPolicy.continuity(ZoneId.of("UTC")).holdOut());
        assertThat(settings.profiles().get("continuity").routing().dwell()).isEqualTo(Duration.ofMinutes(60));
    }

    @Test
    void aPbxIsOnlyWatchedUnlessToldOtherwise() {
        assertThat(read(HQ.replace("      mode: acting\n", "")).pbx("hq").mode())
                .isEqualTo(Mode.WATCHING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trunks: [prov-a, Prov_B], profile|trunks: [prov-a, prov-c], profile|trunkpilot.pbxs.hq.routes.default.trunks: unknown trunk \"prov-c\"; known are Prov_B, prov-a; add it under trunks or take it out here",
                "trunks: [prov-a, Prov_B], profile|trunks: [prov-a, prov-a], profile|trunkpilot.pbxs.hq.routes.default.trunks: route default names a trunk twice",
                "port: 5038|port: 70000|trunkpilot.pbxs.hq.port: 70000 is no port; give 1 to 65535 (5038 is usual)",
                "port: 5038|port: often|trunkpilot.pbxs.hq.port: ",
                "port: 5038|prot: 5038|trunkpilot.pbxs.hq.prot: unknown key; check the spelling against the manual (application.yml), and write a name that holds a dot as \"[a.b]\"",
                "kind: asterisk|kind: nortel|trunkpilot.pbxs.hq.kind: \"nortel\" is not known; give asterisk or freeswitch",
                "mode: acting|mode: driving|trunkpilot.pbxs.hq.mode: \"driving\" is not known; give acting or watching",
                "profile: continuity|profile: brave|trunkpilot.pbxs.hq.routes.default.profile: unknown profile \"brave\"; give one of continuity, balanced, availability, exercise",
                "profile: continuity|profile: continuity, routing: { dwel: 5m }|trunkpilot.pbxs.hq.routes.default.routing.dwel: unknown key; the manual (application.yml) lists what can be set here",
                "profile: continuity|profile: continuity, routing: { dwell: soon }|trunkpilot.pbxs.hq.routes.default.routing.dwell: \"soon\" is not a duration like 90s, 5m, 2h",
                "emergency: true|emergency: true, routing: { dwell: 5m }|trunkpilot.pbxs.hq.routes.emergency.routing: an emergency route is never steered, so it has no profile; take the line out",
                "emergency: true|emergency: true, profile: balanced|trunkpilot.pbxs.hq.routes.emergency.profile: an emergency route is never steered, so it has no profile; take the line out",
                "channels: 30|channels: 0|trunkpilot.pbxs.hq.trunks.prov-a.channels: 0 is too few; give 1 or more, or leave it out",
                "mobile:|moble:|trunkpilot.pbxs.hq.destinations.moble: no kind of number; give local, national, mobile, international, toll-free, premium, emergency",
                "017|01x|trunkpilot.pbxs.hq.destinations: \"01x\" is no beginning of a number; give 1 to 15 of 0-9*#, a + before them if need be",
                "endpoint: beta|endpoint: prov-a|trunkpilot.pbxs.hq: endpoint \"prov-a\" is given 2 times",
                "endpoint: beta|endpoint: 'a;b'|trunkpilot.pbxs.hq.trunks.Prov_B.endpoint: endpoint name \"a;b\" must match [A-Za-z0-9_.-]{1,40}",
                "'    hq:'|'    \"h;q\":'|trunkpilot.pbxs.h;q.",
                "'    hq:'|'    a-name-that-is-much-too-long-to-be-read-by-anyone:'|trunkpilot.pbxs.a-name-that-is-much-too-long-to-be-read-by-anyone: PBX name",
                "username: trunkpilot|username: ''|trunkpilot.pbxs.hq.username: missing; give the PBX's manager account",
                "mode: acting|lease: soon|trunkpilot.pbxs.hq.lease: \"soon\" is no duration; write 10m, 90s or 1d",
                "mode: acting|lease: 30s|trunkpilot.pbxs.hq.lease: lease PT30S must lie between PT1M and PT168H",
                "'${HQ_SECRET}'|'${NOT_SET_ANYWHERE}'|trunkpilot.pbxs.hq.secret: ${NOT_SET_ANYWHERE} is not set",
            })
    void aWrongValueIsRefusedInOneLineThatNamesTheKey(String good, String bad, String message) {
        assertThat(HQ).contains(good);
        assertThatThrownBy(() -> read(HQ.replace(good, bad)))
                .isInstanceOf(SettingsException.class)
                .message()
                .startsWith(message)
                .doesNotContain("\n");
    }

    @Test
    void aFreeswitchHasAPasswordAndNoUserAndListensAtItsOwnPort() {
        PbxSettings hq = read(FREESWITCH).pbx("hq");

        assertThat(hq.address().kind()).isEqualTo(PbxKind.FREESWITCH);
        assertThat(hq.address().port()).isEqualTo(8021);
        assertThat(hq.address().username()).isEmpty();
        assertThat(hq.address().secret().value()).isEqualTo("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username: trunkpilot|trunkpilot.pbxs.hq.username: FreeSWITCH's Event Socket knows a password and no user; take the line out",
                "tls: true|trunkpilot.pbxs.hq.tls: FreeSWITCH's Event Socket has no TLS; take it out and use loopback or a tunnel",
                "rows: globals|trunkpilot.pbxs.hq.rows: on FreeSWITCH the rows stand in hash and db; give database or take the line out",
                "channel-driver: pjsip|trunkpilot.pbxs.hq.channel-driver: is for Asterisk only; take the line out",
                "port: 0|trunkpilot.pbxs.hq.port: 0 is no port; give 1 to 65535 (8021 is usual)",
            })
    void whatFreeswitchDoesNotHaveIsRefusedByName(String line, String message) {
        assertThatThrownBy(() -> read(FREESWITCH.replace("mode: acting", line)))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    @Test
    void aPbxThatIsNotConfiguredIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> read(HQ).pbx("paris"))
                .hasMessage("trunkpilot.pbxs.paris: no such PBX is configured; there is hq");
    }

    private static Settings read(String yaml) {
        try {
            var environment = new StandardEnvironment();
            environment.getPropertySources().addFirst(new MapPropertySource("secrets", Map.of("HQ_SECRET", "s3cret")));
            environment
                    .getPropertySources()
                    .addFirst(new YamlPropertySourceLoader()
                            .load("site", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                            .get(0));
            return Settings.from(environment);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
