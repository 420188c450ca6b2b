package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;

class UneaseTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final CallId CALL = new CallId("b1");

    private final Unease unease = new Unease();

    static Stream<PbxSignal> badNews() {
        return Stream.of(
                new SeizureRefused(AT, Site.A, Optional.empty(), SeizureRefused.Why.UNREACHABLE),
                new Reachability(AT, Site.A, Reachability.State.UNREACHABLE, Optional.empty()),
                new Registration(AT, Site.A, Registration.State.REJECTED),
                new Registration(AT, Site.A, Registration.State.STOPPED),
                new MediaReport(
                        AT,
                        Site.A,
                        CALL,
                        MediaReport.Direction.INBOUND,
                        Optional.empty(),
                        OptionalLong.of(250),
                        Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("badNews")
    void badNewsCountsForTenSeconds(PbxSignal news) {
        unease.heard(news);

        assertThat(unease.since(AT)).contains(AT);
        assertThat(unease.since(AT.plusSeconds(9))).contains(AT);
        assertThat(unease.since(AT.plusSeconds(10))).isEmpty();
    }

    @Test
    void whatIsNoNewsIsNone() {
        unease.heard(new SeizureRefused(AT, Site.A, Optional.empty(), SeizureRefused.Why.FULL));
        unease.heard(new Reachability(AT, Site.A, Reachability.State.REACHABLE, Optional.empty()));
        unease.heard(new Registration(AT, Site.A, Registration.State.TRYING));

        assertThat(unease.since(AT)).isEmpty();
    }

    @Test
    void aCallThatHearsNothingForThreeSecondsIsBadNews() {
        seize();

        assertThat(unease.since(AT.plusMillis(2_999))).isEmpty();
        assertThat(unease.since(AT.plusSeconds(3))).contains(AT.plusSeconds(3));
    }

    @Test
    void aCallThatRangOrWasAnsweredIsNone() {
        seize();
        unease.heard(new Progress(AT.plusSeconds(1), Site.A, CALL, Progress.Kind.RINGING));
        assertThat(unease.since(AT.plusSeconds(5))).isEmpty();

        seize();
        unease.heard(new Answer(AT.plusSeconds(1), Site.A, CALL));
        assertThat(unease.since(AT.plusSeconds(5))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FAR_END, 503, true",
        "FAR_END, 408, true",
        "FAR_END, 486, false",
        "FAR_END, 404, false",
        "PROGRESS_TIMEOUT, , true",
        "CALLER, , false"
    })
    void onlyAnEndThatACarrierMayBeToBlameForIsBadNews(By by, Integer sip, boolean bad) {
        seize();
        unease.heard(new CallEnd(
                AT, Site.A, CALL, by, OptionalInt.empty(), sip == null ? OptionalInt.empty() : OptionalInt.of(sip)));

        assertThat(unease.since(AT).isPresent()).isEqualTo(bad);
        assertThat(unease.since(AT.plusSeconds(3)).isPresent()).isEqualTo(bad);
    }

    /** A muted phone, or one that suppresses silence, hears nothing for an hour and is no fault. */
    @Test
    void onlyTheFirstTwoReportsOfASilenceAreNews() {
        for (int second = 0; second <= 60; second += 5) {
            unease.heard(new MediaReport(
                    AT.plusSeconds(second),
                    Site.A,
                    CALL,
                    MediaReport.Direction.INBOUND,
                    Optional.of(new MediaReport.Reception(0, 0, 0)),
                    OptionalLong.of(250),
                    Optional.empty()));
        }
        assertThat(unease.since(AT.plusSeconds(14))).contains(AT.plusSeconds(5));
        assertThat(unease.since(AT.plusSeconds(60))).isEmpty();
    }

    /** A trunk that never falls silent must not drown the next one's trouble. */
    @Test
    void newsFromASourceThatWasQuietIsAnOnset() {
        for (int second = 0; second <= 60; second++) {
            unease.pingLate(Site.A, AT.plusSeconds(second));
        }
        assertThat(unease.onset()).isEqualTo(AT);

        unease.pingLate(Site.B, AT.plusSeconds(61));
        assertThat(unease.onset()).isEqualTo(AT.plusSeconds(61));

        unease.heard(new Reachability(AT.plusSeconds(62), Site.A, Reachability.State.UNREACHABLE, Optional.empty()));
        assertThat(unease.onset()).isEqualTo(AT.plusSeconds(62));

        unease.pingLate(Site.A, AT.plusSeconds(80));
        assertThat(unease.onset()).as("quiet for 20 s").isEqualTo(AT.plusSeconds(80));
    }

    @Test
    void aNewLinkKnowsOfNothing() {
        seize();
        unease.pingLate(Site.A, AT);
        unease.forget();

        assertThat(unease.since(AT.plusSeconds(5))).isEmpty();
        assertThat(unease.onset()).isEqualTo(Instant.EPOCH);
    }

    private void seize() {
        unease.heard(new Seizure(AT, Site.A, CALL, Optional.empty(), Callee.UNKNOWN));
    }
}
