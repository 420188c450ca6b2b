package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.timeline.Samples.BRANCH;
import static org.trunkpilot.timeline.Samples.HQ;
import static org.trunkpilot.timeline.Samples.NOON;
import static org.trunkpilot.timeline.Samples.PROV_A;
import static org.trunkpilot.timeline.Samples.at;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.trunkpilot.routing.Mode;

class BacklogTest {
    private final Backlog backlog = new Backlog(4, 2);

    private static Note line(int number) {
        return new Note.Line(Samples.entry(HQ, at(number), Entry.Kind.PBX, "line " + number));
    }

    private static Note decided(int number) {
        return new Note.Decided("d" + number, HQ, Samples.decision(at(number), "because " + number), Mode.ACTING);
    }

    private static Note minute(int number) {
        return new Note.Minute(HQ, Samples.minute(PROV_A, at(60 * number), 5));
    }

    @Test
    void samplesLoseTheirOldestAndTakeNoRoomFromTheRest() {
        IntStream.rangeClosed(1, 5).forEach(n -> backlog.add(minute(n)));
        backlog.add(line(1));

        assertThat(backlog.draw(100)).containsExactly(line(1), minute(4), minute(5));
        assertThat(backlog.samplesDropped()).isEqualTo(3);
        assertThat(backlog.linesDropped()).isZero();
    }

    @Test
    void theOldestEntryGoesBeforeAnyDecision() {
        backlog.add(decided(1));
        backlog.add(line(1));
        backlog.add(line(2));
        backlog.add(decided(2));
        backlog.add(decided(3));

        assertThat(backlog.draw(100)).containsExactly(decided(1), decided(2), decided(3), line(2));
        assertThat(backlog.linesDropped()).isEqualTo(1);
        assertThat(backlog.decisionsDropped()).isZero();
    }

    @Test
    void aDecisionIsLostOnlyWhenThereIsNoEntryLeftToLose() {
        IntStream.rangeClosed(1, 6).forEach(n -> backlog.add(decided(n)));
        backlog.add(line(1));

        assertThat(backlog.draw(100)).containsExactly(decided(3), decided(4), decided(5), decided(6));
        assertThat(backlog.decisionsDropped()).isEqualTo(2);
        assertThat(backlog.linesDropped()).isEqualTo(1);
    }

    @Test
    void anOutcomeStandsBehindItsDecision() {
        Note outcome = new Note.Outcome("d1", NOON, "Read back.");
        backlog.add(decided(1));
        backlog.add(outcome);
        backlog.add(decided(2));

        assertThat(backlog.draw(100)).containsExactly(decided(1), outcome, decided(2));
    }

    @Test
    void onlyTheNewestMemoryOfAPbxWaits() {
        backlog.add(new Note.Memory(HQ, at(1), "old"));
        backlog.add(new Note.Memory(BRANCH, at(2), "other"));
        backlog.add(new Note.Memory(HQ, at(3), "new"));

        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.draw(100))
                .containsExactlyInAnyOrder(new Note.Memory(HQ, at(3), "new"), new Note.Memory(BRANCH, at(2), "other"));
    }

    @Test
    void aDrawTakesNoMoreThanABatchAndLeavesTheRestInOrder() {
        List<Note> all = List.of(decided(1), line(1), line(2), minute(1));
        all.forEach(backlog::add);

        assertThat(backlog.draw(2)).isEqualTo(all.subList(0, 2));
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.draw(2)).isEqualTo(all.subList(2, 4));
        assertThat(backlog.draw(2)).isEmpty();
    }
}
