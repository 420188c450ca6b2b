package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;

class DayOfRowsOnH2Test extends DayOfRows {
    @Override
    TestDatabase database() {
        return new TestDatabase.H2();
    }

    @Override
    String plan(TimelineFixture fixture, String sql) {
        return String.join("\n", fixture.column("explain " + sql));
    }

    @Override
    void analyze(TimelineFixture fixture) {
        fixture.sql("analyze");
    }

    @Override
    void assertByIndex(String plan, String index) {
        assertThat(plan).doesNotContain(".tableScan").containsIgnoringCase("PUBLIC." + index);
    }
}
