package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Verdict;

/** What a carrier did over a span: what goes with a ticket. */
@Schema(name = "ProviderReport", description = "What one carrier did over a span, trunk by trunk, with its incidents.")
record ReportJson(
        @Schema(example = "Alpha Telecom") String carrier,

        Instant from,

        Instant to,

        List<TrunkReport> trunks,

        @Schema(description = "Every carrier there is, for choosing another.")
        List<String> carriers) {

    /** One trunk of the carrier. */
    @Schema(name = "ProviderReportTrunk")
    record TrunkReport(
            String pbx,

            String trunk,

            @Schema(
                    description =
                            "Minutes of the span by the worst verdict held in each; minutes without a record are in none.")
            List<Count> minutes,

            @Schema(
                    description =
                            "Share of the minutes with a verdict in which the trunk was not DOWN; minutes that were DOWN by another's"
                                    + " fault are left out. Null without any.")
            @Nullable Double availabilityPercent,

            @Schema(
                    description =
                            "DOWN minutes by the fault of our own uplink, PBX or house, or of those called: not the carrier's.")
            long downByOthersMinutes,

            int seizures,

            int answers,

            @Schema(
                    description =
                            "Calls that failed by the carrier's or its path's fault; not those while another was blamed.")
            int carrierFaults,

            @Schema(
                    description =
                            "What the carrier answered to those calls: SIP codes, or that it said nothing in time.")
            List<Count> faultClasses,

            @Schema(description = "From INVITE to the first 180 or 183, milliseconds, over calls.")
            Spread pddMillis,

            @Schema(description = "The lowest R-factor of each call towards us.")
            Spread ratingInbound,

            @Schema(description = "The lowest R-factor of each call away from us.")
            Spread ratingOutbound,

            List<Incident> incidents,

            @Schema(
                    description =
                            "Whether there were more calls than are read for a report: then spreads and classes are of the newest.")
            boolean callsCut) {}

    /** How many of something. */
    @Schema(name = "Count")
    record Count(String name, long count) {}

    /**
     * How a figure is spread over calls.
     *
     * @param count how many calls told it; with none the figures are null
     */
    @Schema(name = "Spread")
    record Spread(
            int count,

            @Nullable Double p5,

            @Nullable Double p50,

            @Nullable Double p95,

            List<Count> classes) {}

    /** A time in which the trunk was degraded or down without five good minutes between, by the same one's fault. */
    @Schema(name = "ProviderIncident")
    record Incident(
            Instant from,

            Instant to,

            Verdict worst,

            @Schema(description = "Whose fault that was; null when nobody was blamed.") @Nullable Attribution whose,

            int seizures,

            int carrierFaults,

            @Nullable Double highestLossInboundPercent,

            @Nullable Double highestLossOutboundPercent,

            @Nullable Double lowestRatingInbound,

            @Nullable Double lowestRatingOutbound,

            @Schema(description = "What was believed, as the record has it.")
            List<String> words,

            @Schema(description = "How many calls of the incident failed by the carrier's fault or rated below R 60.")
            int badCalls,

            @Schema(description = "Some of those calls, ten at most: what the provider can look up.")
            List<CallJson> calls) {}
}
