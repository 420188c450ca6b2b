package org.trunkpilot.settings;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Name;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.timeline.TimelineSettings;

/**
 * {@code trunkpilot.*} as it is written, before anything is understood. What each key means stands in {@code application.yml};
 * what is missing there stays null here. Two keys are named apart, since a record cannot have parts called like methods of every object.
 */
record RawSettings(
        @Nullable String dataDir,
        @Nullable String owner,
        @Nullable String adminToken,
        @Nullable String adminPassword,
        @Nullable String timeZone,
        @Nullable RawPractice practice,
        @Nullable TimelineSettings timeline,
        @Nullable JournalSettings journal,
        @Nullable RawApi api,
        @Name("notify") @Nullable RawNotify notifications,
        @Nullable Map<String, Object> profiles,
        @Nullable RawCauses causes,
        @Nullable Map<String, RawPbx> pbxs) {
    /** Read where it is used, as the password and the token are; here only so that a misspelt key is told. */
    record RawApi(
            @Nullable Integer readsPerSecond, @Nullable Integer writesPerSecond) {}

    record RawPractice(@Nullable Boolean active, @Nullable String kind) {}

    record RawPbx(
            @Nullable String kind,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable Boolean tls,
            @Nullable String username,
            @Nullable String secret,
            @Nullable String mode,
            @Nullable String rows,
            @Nullable String channelDriver,
            @Nullable String lease,
            @Nullable String profile,
            @Nullable Map<String, RawUplink> uplinks,
            @Nullable Map<String, RawTrunk> trunks,
            @Nullable Map<String, RawRoute> routes,
            @Nullable Map<String, List<String>> destinations) {}

    record RawCauses(
            @Nullable Map<String, String> sip,
            @Nullable Map<String, String> q850,
            @Nullable Map<String, RawCauses> carriers) {}

    record RawNotify(
            @Name("wait") @Nullable String settle,
            @Nullable String gap,
            @Nullable String calm,
            @Nullable String remind,
            @Nullable String dashboardUrl,
            @Nullable Boolean inPractice,
            @Nullable Map<String, RawChannel> channels) {}

    record RawChannel(
            @Nullable String kind,
            @Nullable String url,
            @Nullable String secret,
            @Nullable String body,
            @Nullable List<String> to,
            @Nullable String from) {}

    record RawUplink(@Nullable String reference) {}

    record RawTrunk(
            @Nullable String endpoint,
            @Nullable String carrier,
            @Nullable String uplink,
            @Nullable Integer channels,
            @Nullable List<String> domains,
            @Nullable List<String> codecs,
            @Nullable Double cost) {}

    record RawRoute(
            @Nullable List<String> trunks,
            @Nullable String profile,
            @Nullable Map<String, Object> routing,
            @Nullable Boolean emergency) {}
}
