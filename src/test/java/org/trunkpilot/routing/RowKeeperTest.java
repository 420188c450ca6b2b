package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.routing.RowKeeper.Look;
import org.trunkpilot.routing.RowKeeper.Reading;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** The keeper against a PBX that keeps, forgets, loses, delays and is meddled with. */
class RowKeeperTest {
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final SteeredRoute ROUTE = new SteeredRoute(new RouteId("default"), List.of(A, B));
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final RowKeeper keeper = new RowKeeper(ROUTE, "site", LEASE);
    private RoutePlan wanted = RoutePlan.asConfigured(ROUTE);
    private Mode mode = Mode.ACTING;
    private boolean remembered = true;
    private boolean frozen;
    private long epoch = 3;
    private Instant now = Instant.ofEpochSecond(1_772_442_000);

    /** What stands on the PBX. */
    private Optional<String> row = Optional.empty();

    @Test
    void aRowIsWrittenReadBackAndKept() {
        assertThat(look()).isInstanceOf(RowAction.Write.class);
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
        assertThat(row).contains("1772442600:3:site:prov-a&prov-b");
    }

    /** Also when the plan is the static order: a missing right shows in quiet times. */
    @Test
    void aRowIsKeptWhenThePlanIsTheStaticOrder() {
        look();
        assertThat(row).isPresent();
    }

    @Test
    void aRowIsRenewedEveryThirdOfTheLease() {
        look();
        now = now.plusSeconds(199);
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
        now = now.plusSeconds(1);
        assertThat(look().why()).contains("renewed");
        assertThat(row).contains("1772442800:3:site:prov-a&prov-b");
    }

    @Test
    void aChangedPlanIsWrittenAtOnce() {
        look();
        look();
        wanted = new RoutePlan(ROUTE, List.of(B, A));
        assertThat(look().why()).isEqualTo("The plan of default has changed.");
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
        assertThat(row).contains("1772442600:3:site:prov-b&prov-a");
    }

    // --- interrupted

    @Test
    void aWriteThatWasLostIsWrittenAgain() {
        look();
        look();
        wanted = new RoutePlan(ROUTE, List.of(B, A));
        loseTheWrite();
        assertThat(look()).isInstanceOf(RowAction.Write.class);
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
    }

    /** kill -9 of Asterisk right after DBPut brings the old value back (asterisk.md). */
    @Test
    void anOldValueThatCameBackAfterARestartIsOverwritten() {
        look();
        look();
        String old = row.orElseThrow();
        now = now.plusSeconds(30);
        wanted = new RoutePlan(ROUTE, List.of(B, A));
        look();
        row = Optional.of(old);
        keeper.pbxMayHaveForgotten();
        assertThat(look().why()).contains("older row");
    }

    /** Three writes went out, each unanswered, and arrive late and in order: none of them is anybody's hand. */
    @Test
    void aWriteThatArrivesLateIsRecognisedAsOurs() {
        look();
        look();
        var late = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            wanted = new RoutePlan(ROUTE, i % 2 == 0 ? List.of(B, A) : List.of(A, B));
            late.add(loseTheWrite());
        }
        for (String text : late.subList(0, 2)) {
            row = Optional.of(text);
            RowAction action = peek();
            assertThat(action).isInstanceOf(RowAction.Write.class);
        }
    }

    @Test
    void globalsThatAReloadForgotAreWrittenAgain() {
        look();
        look();
        row = Optional.empty();
        keeper.pbxMayHaveForgotten();
        assertThat(look()).isInstanceOf(RowAction.Write.class);
    }

    @Test
    void anUnreadableRowIsLeftAlone() {
        assertThat(keeper.next(look(new Reading.Unreadable("no answer within 2 s")))
                        .why())
                .isEqualTo("The row of default could not be read: no answer within 2 s");
    }

    /** A PBX that takes every write and keeps none is not hammered. */
    @Test
    void aWriteThatIsNeverKeptIsTriedFiveTimesAndThenEachThirdOfTheLease() {
        int writes = 0;
        for (int second = 0; second < 600; second++) {
            now = now.plusSeconds(1);
            if (keeper.next(look(new Reading.Absent())) instanceof RowAction.Write) {
                writes++;
            }
        }
        assertThat(writes).isBetween(RowKeeper.MOST_TRIES, RowKeeper.MOST_TRIES + 4);
    }

    @Test
    void aLeaseThatRanOutMeanwhileIsSaid() {
        look();
        look();
        now = now.plusSeconds(3_600);
        assertThat(look().why()).contains("ran out at", "calls went by the static order since");
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
    }

    // --- start

    @Test
    void aValidRowOfOursIsAdoptedAtTheStartWhenNothingIsRemembered() {
        remembered = false;
        row = Optional.of("1772442500:2:site:prov-b&prov-a");
        assertThat(look())
                .isInstanceOfSatisfying(
                        RowAction.Adopt.class,
                        adopt -> assertThat(adopt.order()).containsExactly(B, A));
    }

    @Test
    void anAdoptedRowIsRenewedByTheNewEpoch() {
        remembered = false;
        row = Optional.of("1772442500:2:site:prov-b&prov-a");
        look();
        wanted = new RoutePlan(ROUTE, List.of(B, A));
        assertThat(look()).isInstanceOf(RowAction.Write.class);
        assertThat(row).contains("1772442600:3:site:prov-b&prov-a");
    }

    @Test
    void whatIsRememberedCorrectsAnOlderRow() {
        row = Optional.of("1772442500:2:site:prov-b&prov-a");
        assertThat(look().why()).contains("older than what we decided");
    }

    @Test
    void aRowOfOursOfAnotherConfigurationIsWrittenAnew() {
        remembered = false;
        row = Optional.of("1772442500:2:site:prov-b&prov-gone");
        assertThat(look()).isInstanceOf(RowAction.Write.class);
    }

    @Test
    void aRowOfOursThatRanOutIsNotAdopted() {
        remembered = false;
        row = Optional.of("1772441999:2:site:prov-b&prov-a");
        assertThat(look().why()).contains("ran out at");
    }

    // --- others

    @Test
    void aValidRowOfAnotherOwnerMakesUsStandDown() {
        row = Optional.of("1772442500:1:other:prov-b&prov-a");
        assertThat(look()).isInstanceOf(RowAction.StandDown.class);
        frozen = true;
        assertThat(look()).isInstanceOf(RowAction.StandDown.class);
    }

    @Test
    void aHigherEpochOfOurOwnMakesUsStandDown() {
        look();
        look();
        row = Optional.of("1772442500:4:site:prov-b&prov-a");
        assertThat(look()).isInstanceOf(RowAction.StandDown.class);
    }

    @Test
    void aRowOfAnotherOwnerThatRanOutIsOverwritten() {
        row = Optional.of("1772441000:9:other:prov-b&prov-a");
        assertThat(look()).isInstanceOf(RowAction.Write.class);
    }

    @Test
    void whatAPersonChangedIsLeftAloneAndAskedAbout() {
        for (String hand :
                List.of("1772442600:3:site:prov-b&prov-a", "prov-b", "", "1772442999:3:site:prov-a&prov-b")) {
            var mine = new RowKeeperTest();
            mine.look();
            mine.look();
            mine.row = Optional.of(hand);
            assertThat(mine.look()).as(hand).isInstanceOf(RowAction.Freeze.class);
            mine.frozen = true;
            assertThat(mine.look()).as(hand).isInstanceOf(RowAction.Keep.class);
            assertThat(mine.row).contains(hand);
        }
    }

    @Test
    void aRowThatSomebodyRemovedIsNotPutBackUnasked() {
        look();
        look();
        row = Optional.empty();
        assertThat(look()).isInstanceOf(RowAction.Freeze.class);
    }

    @Test
    void aRouteThatIsGivenBackIsWrittenOverWhateverStandsThere() {
        look();
        look();
        row = Optional.of("prov-b");
        look();
        keeper.handBack();
        assertThat(look().why()).contains("gave default back");
        assertThat(look()).isInstanceOf(RowAction.AsWanted.class);
    }

    // --- watching

    @Test
    void watchingFromTheStartNeverTouchesThePbx() {
        mode = Mode.WATCHING;
        for (Optional<String> there : List.of(
                Optional.<String>empty(), Optional.of("1772442500:2:site:prov-b&prov-a"), Optional.of("rubbish"))) {
            row = there;
            assertThat(look()).isInstanceOf(RowAction.Keep.class);
        }
    }

    @Test
    void goingOverToWatchingRemovesOurRowUntilItIsGoneAndNeverAgain() {
        look();
        look();
        mode = Mode.WATCHING;
        assertThat(peek()).isInstanceOf(RowAction.Delete.class);
        assertThat(look()).isInstanceOf(RowAction.Delete.class);
        assertThat(look()).isInstanceOf(RowAction.Keep.class);
        row = Optional.of("1772442600:3:site:prov-a&prov-b");
        assertThat(look()).isInstanceOf(RowAction.Keep.class);
    }

    @Test
    void goingOverToWatchingLeavesTheRowsOfOthers() {
        look();
        look();
        row = Optional.of("1772442500:1:other:prov-b&prov-a");
        mode = Mode.WATCHING;
        assertThat(look()).isInstanceOf(RowAction.Keep.class);
    }

    private RowAction look() {
        RowAction action = peek();
        if (action instanceof RowAction.Write write) {
            row = Optional.of(write.row().text());
        } else if (action instanceof RowAction.Delete) {
            row = Optional.empty();
        }
        return action;
    }

    /** The action is answered and not done. */
    private RowAction peek() {
        return keeper.next(look(row.<Reading>map(Reading.Row::new).orElseGet(Reading.Absent::new)));
    }

    private String loseTheWrite() {
        return ((RowAction.Write) peek()).row().text();
    }

    private Look look(Reading reading) {
        return new Look(wanted, remembered, reading, now, mode, epoch, frozen);
    }
}
