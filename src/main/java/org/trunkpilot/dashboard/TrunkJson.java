package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Part;
import org.trunkpilot.health.PartBelief;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** A trunk as the API shows it. */
@Schema(name = "Trunk", description = "One trunk: what we believe of it, on what evidence, and what we do with it.")
record TrunkJson(
        @Schema(example = "hq") String pbx,

        @Schema(description = "Its name in the configuration; unique within its PBX.", example = "prov-a")
        String name,

        @Schema(description = "What the PBX calls it.") String endpoint,

        @Schema(example = "Alpha Telecom") String carrier,

        @Schema(description = "The WAN link it leaves by.", example = "fibre")
        String uplink,

        @Schema(description = "How many calls it carries at once; null where no limit is known.") @Nullable Integer channels,

        @Schema(description = "What we believe. UNKNOWN is no evidence, or none fresh enough; it is never healthy.")
        Verdict verdict,

        @Schema(
                description =
                        "What we do with it. OUT_OF_SERVICE stands last, PROBATION waits, watched, for its place.")
        ServiceState serviceState,

        @Schema(description = "0 (useless) to 100; that of the weakest part. Null when nothing is known.") @Nullable Integer score,

        @Schema(
                description =
                        "Of the evidence: A measured from both ends, B from ours, C signalling only, D none or old.")
        Grade grade,

        @Schema(
                description =
                        "Always in this order: REGISTRATION, REACHABILITY, SETUP, PDD, MEDIA; parts nothing is known of are left out.")
        List<PartJson> parts,

        @Schema(description = "What is wrong, worst first; empty when nothing is.")
        List<FindingJson> findings,

        @Schema(description = "Whose fault what is wrong is: the worst of it; null when nothing is.") @Nullable BlameJson blame,

        @Schema(description = "Call legs on it now, answered or not.")
        int liveCalls,

        @Schema(description = "Whether we are registered there, or need not be.")
        boolean registered,

        @Schema(description = "When an answered call last had audio both ways.") @Nullable Instant lastTwoWayCallAt,

        @Schema(
                description =
                        "When the last OPTIONS that was answered had been sent: the far end lived after that moment.")
        @Nullable Instant lastAnsweredOptionsAt,

        @Schema(description = "R-factor towards us, 0 to 93.2; null without recent reports.") @Nullable Double ratingInbound,

        @Schema(description = "R-factor away from us, 0 to 93.2; null without recent reports.") @Nullable Double ratingOutbound,

        @Schema(description = "Median from INVITE to the first 180 or 183, milliseconds.") @Nullable Long pddMedianMillis,

        @Schema(description = "The routes it is on, in the order of the configuration.")
        List<String> routes,

        @Schema(description = "When this was last judged.") @Nullable Instant judgedAt) {

    /** One part of a score. */
    @Schema(name = "TrunkPart")
    record PartJson(
            Part part,

            @Schema(description = "0 to 100; null without evidence.") @Nullable Integer score,

            Grade grade,

            @Schema(description = "One short sentence with the figures.")
            String words) {

        static PartJson of(PartBelief belief) {
            return new PartJson(belief.part(), boxed(belief.score()), belief.grade(), belief.words());
        }
    }

    /** Whose fault it is. */
    @Schema(name = "Blame")
    record BlameJson(
            Attribution attribution,

            @Schema(description = "Which carrier, uplink, phone or prefix; empty where there is only one.")
            String name,

            @Schema(description = "0 to 100: above 90 with a witness, about 55 when only the likeliest.")
            int confidencePercent,

            @Schema(description = "The first evidence.") Instant since,

            @Schema(description = "One sentence with its figures.")
            String words) {

        static BlameJson of(Culprit culprit) {
            return new BlameJson(
                    culprit.whose(), culprit.name(), culprit.confidencePercent(), culprit.since(), culprit.words());
        }
    }

    /** One thing that is wrong. */
    @Schema(name = "Finding")
    record FindingJson(
            Finding.Kind kind,

            @Schema(description = "Where it is wrong. A success in one layer clears nothing in another.")
            Finding.Layer layer,

            @Schema(description = "What this alone makes of the trunk.")
            Verdict verdict,

            Grade grade,

            @Schema(description = "The first bad evidence.") Instant since,

            @Schema(description = "Whose fault it is.") Attribution attribution,

            @Schema(description = "One sentence with its figures.")
            String words) {

        static FindingJson of(Finding finding) {
            return new FindingJson(
                    finding.kind(),
                    finding.kind().layer(),
                    finding.verdict(),
                    finding.grade(),
                    finding.since(),
                    finding.attribution(),
                    finding.words());
        }
    }

    /** Every trunk of a PBX, in the order of the configuration. */
    static List<TrunkJson> all(PbxView view) {
        return view.inventory().trunks().stream().map(trunk -> of(view, trunk)).toList();
    }

    static TrunkJson of(PbxView view, Trunk trunk) {
        Optional<Belief> belief = Optional.ofNullable(view.judgement().beliefs().get(trunk.id()));
        return new TrunkJson(
                view.inventory().pbx().name(),
                trunk.id().name(),
                trunk.endpoint(),
                trunk.carrier(),
                trunk.uplink(),
                boxed(trunk.channels()),
                belief.map(Belief::verdict).orElse(Verdict.UNKNOWN),
                Objects.requireNonNullElse(view.judgement().services().get(trunk.id()), ServiceState.IN_SERVICE),
                belief.map(b -> boxed(b.score())).orElse(null),
                belief.map(Belief::grade).orElse(Grade.D),
                belief.map(TrunkJson::parts).orElse(List.of()),
                belief.map(b -> b.findings().stream().map(FindingJson::of).toList())
                        .orElse(List.of()),
                view.judgement().culpritOf(trunk.id()).map(BlameJson::of).orElse(null),
                belief.map(Belief::liveCalls).orElse(0),
                belief.map(Belief::registered).orElse(false),
                belief.flatMap(Belief::twoWayCall).orElse(null),
                belief.flatMap(Belief::probeSent).orElse(null),
                belief.map(b -> boxed(b.ratingInbound())).orElse(null),
                belief.map(b -> boxed(b.ratingOutbound())).orElse(null),
                belief.flatMap(Belief::pddMedian).map(Duration::toMillis).orElse(null),
                routesOf(view, trunk.id()),
                belief.map(Belief::at).orElse(null));
    }

    /** The same without what changes at every tick of a busy trunk: the moments of the last good evidence. */
    TrunkJson steady() {
        return new TrunkJson(
                pbx,
                name,
                endpoint,
                carrier,
                uplink,
                channels,
                verdict,
                serviceState,
                score,
                grade,
                parts,
                findings,
                blame,
                liveCalls,
                registered,
                null,
                null,
                ratingInbound,
                ratingOutbound,
                pddMedianMillis,
                routes,
                null);
    }

    private static List<PartJson> parts(Belief belief) {
        return Arrays.stream(Part.values())
                .map(part -> Optional.ofNullable(belief.parts().get(part)))
                .flatMap(Optional::stream)
                .map(PartJson::of)
                .toList();
    }

    private static List<String> routesOf(PbxView view, TrunkId trunk) {
        return view.inventory().routes().stream()
                .filter(route -> route.trunks().contains(trunk))
                .map(route -> route.id().name())
                .toList();
    }

    private static @Nullable Integer boxed(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    /** Two decimals: an R-factor is not known better, and a chart needs no more. */
    static @Nullable Double boxed(OptionalDouble number) {
        return number.isPresent() ? Math.round(number.getAsDouble() * 100) / 100.0 : null;
    }
}
