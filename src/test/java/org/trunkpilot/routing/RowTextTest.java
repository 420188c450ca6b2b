package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.routing.RowKeeper.Look;
import org.trunkpilot.routing.RowKeeper.Reading;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** What a row of the PBX means for calls, and what a person reads who changed it. */
class RowTextTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_772_442_000);
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final TrunkId C = new TrunkId("prov-c");
    private static final SteeredRoute ROUTE = new SteeredRoute(new RouteId("default"), List.of(A, B, C));
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static OrderRow row(TrunkId... order) {
        return new OrderRow(NOW.plus(LEASE), 3, "site", List.of(order));
    }

    private static Look look(Reading reading, boolean remembered, List<TrunkId> wanted) {
        return new Look(new RoutePlan(ROUTE, wanted), remembered, reading, NOW, Mode.ACTING, 3, false);
    }

    @Test
    void callsGoByAValidRowAndBehindItByWhatIsLeftOfTheStaticOrder() {
        assertThat(OrderRow.effective(Optional.empty(), ROUTE)).containsExactly(A, B, C);
        assertThat(OrderRow.effective(Optional.of(row(C)), ROUTE)).containsExactly(C, A, B);
        assertThat(OrderRow.effective(Optional.of(row(new TrunkId("prov-gone"), B)), ROUTE))
                .containsExactly(B, A, C);
    }

    @Test
    void aRowOfTwoHundredAndFiftyBytesIsTakenAndALongerOneIsNot() {
        String start = "1772442600:3:site:";
        String names = "a".repeat(40) + "&" + "b".repeat(40) + "&" + "c".repeat(40) + "&" + "d".repeat(40) + "&"
                + "e".repeat(40) + "&";
        String fits = start + names + "f".repeat(250 - start.length() - names.length());
        assertThat(fits).hasSize(250);
        assertThat(OrderRow.parse(fits))
                .hasValueSatisfying(row -> assertThat(row.text()).isEqualTo(fits));
        assertThat(OrderRow.parse(fits + "f")).isEmpty();
    }

    @Test
    void aNameOfFortyLettersIsTakenAndALongerOneIsNot() {
        assertThat(OrderRow.parse("1772442600:3:site:" + "a".repeat(40))).isPresent();
        assertThat(OrderRow.parse("1772442600:3:site:" + "a".repeat(41))).isEmpty();
    }

    /** Rubbish may be long; a person recognises it by its beginning. */
    @Test
    void whatSomebodyWroteIsQuotedUpToSixtyCharacters() {
        for (int length : new int[] {60, 61}) {
            var keeper = new RowKeeper(ROUTE, "site", LEASE);
            String rubbish = "x".repeat(length);
            assertThat(keeper.next(look(new Reading.Row(rubbish), true, ROUTE.trunks()))
                            .why())
                    .isEqualTo("Somebody changed default by hand: its row holds \"" + "x".repeat(60)
                            + (length > 60 ? "…" : "") + "\", which is no row of ours. It is left alone; give the route"
                            + " back to Trunkpilot when you are done.");
        }
    }

    @Test
    void aRowOfOursThatStandsAsWantedAtTheStartIsKept() {
        var keeper = new RowKeeper(ROUTE, "site", LEASE);
        var reading = new Reading.Row(row(A, B, C).text());
        assertThat(keeper.next(look(reading, true, ROUTE.trunks())))
                .isInstanceOf(RowAction.AsWanted.class)
                .extracting(RowAction::why)
                .isEqualTo("The row of default is as wanted, valid until 2026-03-02T09:10:00Z.");
        assertThat(keeper.next(look(new Reading.Absent(), true, ROUTE.trunks())))
                .as("believed: its loss is somebody's hand")
                .isInstanceOf(RowAction.Freeze.class);
    }

    @Test
    void anAdoptedRowThatIsGoneWasRemovedBySomebody() {
        var keeper = new RowKeeper(ROUTE, "site", LEASE);
        keeper.next(look(new Reading.Row(row(B, A, C).text()), false, ROUTE.trunks()));
        assertThat(keeper.next(look(new Reading.Absent(), true, List.of(B, A, C)))
                        .why())
                .startsWith("Somebody changed default by hand: its row was removed.");
    }

    @Test
    void whoElseSteersIsNamed() {
        var other = new OrderRow(NOW.plus(LEASE), 1, "other", List.of(B, A, C));
        assertThat(new RowKeeper(ROUTE, "site", LEASE)
                        .next(look(new Reading.Row(other.text()), true, ROUTE.trunks()))
                        .why())
                .isEqualTo(
                        "The row of default was written by \"other\" and is valid until 2026-03-02T09:10:00Z: two must"
                                + " not steer one PBX, so we only watch until no such row stands.");
        var newer = new OrderRow(NOW.plus(LEASE), 4, "site", List.of(B, A, C));
        assertThat(new RowKeeper(ROUTE, "site", LEASE)
                        .next(look(new Reading.Row(newer.text()), true, ROUTE.trunks()))
                        .why())
                .startsWith("The row of default was written by a newer leader of \"site\" (epoch 4, ours is 3) and is");
    }

    @Test
    void aRowThatEndsTooFarAheadIsSaidToHaveBeenOfNoUse() {
        var ahead = new OrderRow(NOW.plus(Duration.ofDays(2)), 3, "site", List.of(B, A, C));
        assertThat(new RowKeeper(ROUTE, "site", LEASE)
                        .next(look(new Reading.Row(ahead.text()), true, ROUTE.trunks()))
                        .why())
                .isEqualTo("The row of default ends at 2026-03-04T09:00:00Z, further ahead of the PBX's clock than a"
                        + " lease: calls go by the static order. default is steered again from now.");
    }

    @Test
    void whatIsLostIsCountedTogether() {
        assertThat(new Losses(1, 10, 100, 1_000).sum()).isEqualTo(1_111);
        assertThat(Losses.NONE.sum()).isZero();
    }
}
