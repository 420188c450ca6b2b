package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.backtest.Counterfactuals.Watched;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;

/** A PBX as the API shows it. */
@Schema(name = "Pbx", description = "One PBX: whether we hear it, how it is, and whether we may write to it.")
record PbxJson(
        @Schema(description = "Its name in the configuration.", example = "hq")
        String name,

        PbxKind kind,

        @Schema(description = "What the PBX calls itself, once it has said so.", example = "Asterisk 22.5.2") @Nullable String version,

        LinkJson link,

        @Schema(description = "How far the PBX as a whole can be trusted now; in all but READY no order is changed.")
        PbxState state,

        @Schema(description = "Why it is in that state, a sentence.")
        String stateReason,

        @Schema(description = "The one loud sentence while all trunks, or all of an uplink, are bad together.")
        @Nullable String commonCause,

        @Schema(description = "Whose fault what is wrong now is, the surest first; empty when nothing is.")
        List<TrunkJson.BlameJson> culprits,

        @Schema(description = "ACTING writes orders to the PBX; WATCHING decides the same and writes nothing.")
        Mode mode,

        @Schema(description = "Why the mode is what it is, a sentence.")
        String modeReason,

        @Schema(
                description =
                        "When the first of our rows on the PBX runs out, by the PBX's clock; null when none stands.")
        @Nullable Instant leaseUntil,

        @Schema(description = "What needs a person now, a sentence each.")
        List<String> alarms,

        @Schema(
                description =
                        "While it is only watched: what acting would have brought. Null while acting, and until it has been"
                                + " worked out.")
        @Nullable WatchedJson watched,

        @Schema(description = "Whether this is the make-believe PBX of the practice world.")
        boolean practice,

        @Schema(
                description = "Signals, calls and legs that could not be taken account of since the start: what"
                        + " trunkpilot_losses_total counts one by one.")
        long losses,

        @Schema(description = "When all of this was last judged.") @Nullable Instant judgedAt,

        @Schema(
                description =
                        "The same, once it is more than 5 s ago by the clock here: the judging itself has stopped and"
                                + " nothing of this PBX is current. Null while all is well.")
        @Nullable Instant stalledSince) {

    /** A PBX is judged ten times a second; so long without is no busy machine but a fault of ours. */
    private static final Duration STALLED = Duration.ofSeconds(5);

    /** Our link to the PBX. Counts are since the start. */
    @Schema(name = "Link")
    record LinkJson(
            LinkStatus.State state,

            @Schema(description = "Since when it is so.") Instant since,

            @Schema(description = "When we last heard anything from the PBX.") @Nullable Instant lastEventAt,

            @Schema(description = "What is wrong and what to do about it; null when all is well.") @Nullable String problem,

            @Schema(description = "Events received since the start.")
            long events,

            @Schema(description = "Events lost for want of room since the start.")
            long dropped,

            @Schema(description = "Events or lines that could not be understood since the start.")
            long unread) {

        static LinkJson of(LinkStatus link) {
            return new LinkJson(
                    link.state(),
                    link.since(),
                    link.lastEvent().orElse(null),
                    link.problem().orElse(null),
                    link.events(),
                    link.dropped(),
                    link.unread());
        }
    }

    /** What acting would have brought, from the journal of the last seven days. */
    @Schema(name = "Watched")
    record WatchedJson(
            @Schema(description = "Seven days ago, or where the journal begins.")
            Instant from,

            Instant until,

            @Schema(description = "Moves it would have made.")
            long moves,

            @Schema(description = "Of these, moves that were wrong by what was seen later.")
            long falseMoves,

            @Schema(description = "Calls it would have spared a fault, an estimate.")
            double callsSpared,

            @Schema(description = "The least that may be, at 95 %.")
            double callsSparedLow,

            @Schema(description = "The most that may be, at 95 %.")
            double callsSparedHigh,

            @Schema(description = "Calls it would have harmed, an estimate.")
            double callsHarmed,

            @Schema(description = "Calls of which nobody can tell how they would have fared.")
            long callsUntold,

            @Schema(description = "All of it in one sentence.")
            String words) {

        static WatchedJson of(Watched watched) {
            return new WatchedJson(
                    watched.from(),
                    watched.until(),
                    watched.moves(),
                    watched.falseMoves(),
                    tenths(watched.spared().calls()),
                    tenths(watched.spared().low()),
                    tenths(watched.spared().high()),
                    tenths(watched.harmed().calls()),
                    watched.untold(),
                    watched.words());
        }

        private static double tenths(double value) {
            return Math.round(value * 10) / 10.0;
        }
    }

    /** Since when a PBX has not been judged, if it has not been for long. */
    static Optional<Instant> stalledSince(PbxView view, Instant now) {
        Instant judged = view.judgement().at();
        return now.isAfter(judged.plus(STALLED)) ? Optional.of(judged) : Optional.empty();
    }

    static PbxJson of(PbxView view, Optional<Watched> watched, boolean practice, Instant now) {
        return new PbxJson(
                view.inventory().pbx().name(),
                view.kind(),
                view.link().version().orElse(null),
                LinkJson.of(view.link()),
                view.judgement().state(),
                view.judgement().stateReason(),
                view.judgement().commonCause().orElse(null),
                view.judgement().culprits().stream()
                        .map(TrunkJson.BlameJson::of)
                        .toList(),
                view.mode(),
                view.modeReason(),
                view.routes().stream()
                        .map(RouteView::leaseUntil)
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                view.alarms(),
                watched.map(WatchedJson::of).orElse(null),
                practice,
                view.losses().sum(),
                view.judgement().at(),
                stalledSince(view, now).orElse(null));
    }

    /** The same without what changes at every tick of a busy PBX: equal values mean that nothing of note has changed. */
    PbxJson steady() {
        var quiet = new LinkJson(link.state, link.since, null, link.problem, 0, link.dropped, link.unread);
        return new PbxJson(
                name,
                kind,
                version,
                quiet,
                state,
                stateReason,
                commonCause,
                culprits,
                mode,
                modeReason,
                null,
                alarms,
                watched,
                practice,
                0,
                null,
                stalledSince);
    }
}
