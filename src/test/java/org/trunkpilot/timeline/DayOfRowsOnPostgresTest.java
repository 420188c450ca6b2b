package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;

class DayOfRowsOnPostgresTest extends DayOfRows {
    @Override
    TestDatabase database() {
        return new TestDatabase.Postgres();
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
        assertThat(plan).doesNotContain("Seq Scan").contains(" " + index + " ");
    }
}
