package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.pbx.StopTable.Then;

/** One table for both PBXes: each way in which an attempt can end, run through the dialplan that is generated for the PBX. */
public abstract class StopTableContract {
    static Stream<StopTable.Row> rows() {
        return StopTable.ROWS.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatBecomesOfACallIsWhatTheTableSays(StopTable.Row row) {
        List<Then> becomes = becomes(row);

        assertThat(becomes).as("%s: %s", row.end(), row.why()).allMatch(then -> then == row.then());
        // A caller who hangs up ends the dialplan by himself, on either PBX.
        assertThat(becomes.isEmpty()).isEqualTo(row.end().equals("the caller hangs up"));
    }

    /** What the dialplan does with each way in which the PBX tells of this end. */
    protected abstract List<Then> becomes(StopTable.Row row);
}
