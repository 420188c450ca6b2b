package org.trunkpilot.timeline;

class TimelineOnH2Test extends TimelineContract {
    @Override
    TestDatabase database() {
        return new TestDatabase.H2();
    }
}
