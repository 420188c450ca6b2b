package org.trunkpilot.timeline;

class TimelineOnPostgresTest extends TimelineContract {
    @Override
    TestDatabase database() {
        return new TestDatabase.Postgres();
    }
}
