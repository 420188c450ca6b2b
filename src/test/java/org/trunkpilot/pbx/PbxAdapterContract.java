package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.signal.CauseTable.Course;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.TrunkId;

/**
 * The same fault, told by any PBX, gives the same signals up to their times: what {@code health} and {@code routing} learn must not
 * depend on the PBX. Every adapter plays a recording of its own for each fault.
 *
 * <p>Left out of the comparison, and why:
 *
 * <ul>
 *   <li>times, ids of legs and numbers called;
 *   <li>Q.850 where a SIP code is told: it is the PBX's own translation of that code (503 is 34 to Asterisk and 41 to FreeSWITCH);
 *       the ruling of the cause table, which is what counts, is compared;
 *   <li>whether the phone rang before a call was refused or answered: the lab's two providers differ in that; where ringing is the
 *       matter, it is compared;
 *   <li>of the media, the sum of each direction: heard or nothing, loss below 1 %, or above 2 %;
 *   <li>repeated refreshes of registrations, and what other trunks do meanwhile.
 * </ul>
 */
public abstract class PbxAdapterContract {
    /** What goes wrong, and what every adapter must tell of it. {@code A} is the trunk it goes wrong on. */
    public enum Fault {
        CLEAN_CALL("A seized, answered, heard both ways, ended CALLER NOBODY"),
        BUSY_486("A seized, ended FAR_END 486 CALLEE"),
        NOT_FOUND_404("A seized, ended FAR_END 404 CALLEE"),
        FORBIDDEN_403("A seized, ended FAR_END 403 ACCOUNT"),
        CODEC_488("A seized, ended FAR_END 488 CODEC"),
        REFUSED_503("A seized, ended FAR_END 503 CARRIER"),
        FAIL_OVER_503("A seized, ended FAR_END 503 CARRIER; B seized, answered, ended CALLER NOBODY"),
        SILENT_PROVIDER("A seized, ended FAR_END 408 CARRIER"),
        NO_RINGING_UNTIL_PROGRESS_TIMEOUT("A seized, ended PROGRESS_TIMEOUT - CARRIER"),
        RINGING_UNTIL_RING_TIMEOUT("A seized, rings, ended RING_TIMEOUT - NOBODY"),
        SLOW_RINGING("A seized, rings after 8 s, answered, ended CALLER NOBODY"),
        ONE_WAY_NO_AUDIO_FROM_CARRIER("A seized, answered, heard OUTBOUND only, far end sends nothing, ended - NOBODY"),
        LOSS_OUTBOUND("A seized, answered, heard both ways, loss OUTBOUND, ended - NOBODY"),
        TRUNK_HELD_FOR_DOWN("A refused UNREACHABLE; B seized, answered, ended - NOBODY"),
        PATH_BLACKHOLED_AND_BACK("A unreachable, rejected, registered, reachable"),
        PBX_STOPS("stopping");

        private final String told;

        Fault(String told) {
            this.told = told;
        }
    }

    /** The trunk that a fault is about, and the other. */
    public record Trunks(TrunkId a, TrunkId b) {}

    /** The signals of the recording of a fault. */
    protected abstract List<PbxSignal> heard(Fault fault);

    /** Which trunk is which in the recording of a fault. */
    protected abstract Trunks trunks(Fault fault);

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theSameFaultGivesTheSameSignals(Fault fault) {
        List<PbxSignal> heard = heard(fault);

        assertThat(
                        switch (fault) {
                            case PATH_BLACKHOLED_AND_BACK ->
                                stateOfA(heard, trunks(fault).a());
                            case PBX_STOPS -> life(heard);
                            default -> calls(heard, fault);
                        })
                .isEqualTo(fault.told);
    }

    private static String life(List<PbxSignal> heard) {
        return heard.stream()
                        .filter(PbxLifeSignal.class::isInstance)
                        .map(signal -> signal.getClass().getSimpleName())
                        .anyMatch("PbxStopping"::equals)
                ? "stopping"
                : "nothing";
    }

    /** Each state once, in the order in which it first came. Where both came at once, reachability is named first. */
    private static String stateOfA(List<PbxSignal> heard, TrunkId a) {
        Set<String> states = new LinkedHashSet<>();
        Set<String> after = new LinkedHashSet<>();
        for (PbxSignal signal : heard) {
            Set<String> into = states.contains("rejected") && states.contains("unreachable") ? after : states;
            if (signal instanceof Registration registration
                    && registration.trunk().equals(a)) {
                if (registration.state() == Registration.State.REJECTED) {
                    states.add("rejected");
                } else if (registration.state() == Registration.State.REGISTERED && into == after) {
                    after.add("registered");
                }
            } else if (signal instanceof Reachability reachability
                    && reachability.trunk().equals(a)) {
                if (reachability.state() == Reachability.State.UNREACHABLE) {
                    states.add("unreachable");
                } else if (into == after) {
                    after.add("reachable");
                }
            }
        }
        assertThat(states).containsExactlyInAnyOrder("unreachable", "rejected");
        return "A unreachable, rejected, " + String.join(", ", after);
    }

    private String calls(List<PbxSignal> heard, Fault fault) {
        Trunks trunks = trunks(fault);
        Map<CallId, Leg> legs = new HashMap<>();
        List<Leg> inOrder = new ArrayList<>();
        for (PbxSignal signal : heard) {
            if (signal instanceof SeizureRefused refused) {
                Leg none = new Leg(name(refused.trunk(), trunks), refused.at(), fault);
                none.words.add("refused " + refused.why());
                inOrder.add(none);
            } else if (signal instanceof Seizure seizure) {
                Leg leg = new Leg(name(seizure.trunk(), trunks), seizure.at(), fault);
                leg.words.add("seized");
                legs.put(seizure.call(), leg);
                inOrder.add(leg);
            } else if (signal instanceof CallSignal call && legs.containsKey(call.call())) {
                legs.get(call.call()).take(call);
            }
        }
        List<String> told = new ArrayList<>();
        // A refusal of which only the caller's channel told comes with the next event of that.
        inOrder.stream().filter(leg -> leg.words.get(0).startsWith("refused")).forEach(leg -> told.add(leg.text()));
        inOrder.stream().filter(leg -> !leg.words.get(0).startsWith("refused")).forEach(leg -> told.add(leg.text()));
        // A recording may hold more calls than the one in question.
        List<String> ofThisFault = fault.told.contains("; B")
                ? told
                : told.stream().filter(leg -> leg.startsWith("A ")).toList();
        return String.join(
                "; ", ofThisFault.subList(0, Math.min(ofThisFault.size(), fault.told.split(";", -1).length)));
    }

    private static String name(TrunkId trunk, Trunks trunks) {
        return trunk.equals(trunks.a()) ? "A" : trunk.equals(trunks.b()) ? "B" : trunk.name();
    }

    /** One leg in the words of the contract. */
    private static final class Leg {
        private static final CauseTable TABLE = new CauseTable(Duration.ofSeconds(8));

        private final String trunk;
        private final Instant seized;
        private final Fault fault;
        private final List<String> words = new ArrayList<>();
        private final Map<MediaReport.Direction, long[]> audio = new HashMap<>();
        private boolean rang;
        private boolean answered;
        private boolean farEndSent;

        Leg(String trunk, Instant seized, Fault fault) {
            this.trunk = trunk;
            this.seized = seized;
            this.fault = fault;
        }

        void take(CallSignal signal) {
            if (signal instanceof Progress progress) {
                rang |= progress.kind() == Progress.Kind.RINGING;
                Duration after = Duration.between(seized, progress.at());
                if (fault == Fault.RINGING_UNTIL_RING_TIMEOUT && trunk.equals("A")) {
                    words.add("rings");
                } else if (fault == Fault.SLOW_RINGING) {
                    words.add("rings after " + after.plusMillis(500).toSeconds() + " s");
                }
            } else if (signal instanceof Answer) {
                answered = true;
                words.add("answered");
            } else if (signal instanceof MediaReport report) {
                media(report);
            } else if (signal instanceof CallEnd end) {
                media();
                ended(end);
            }
        }

        private void media(MediaReport report) {
            long[] sums = audio.computeIfAbsent(report.direction(), direction -> new long[2]);
            report.reception().ifPresent(reception -> {
                sums[0] += reception.expectedPackets();
                sums[1] += reception.lostPackets();
            });
            farEndSent |= report.direction() == MediaReport.Direction.OUTBOUND
                    && report.sentByReporter().orElse(0) > 0;
        }

        private void media() {
            if (!List.of(Fault.CLEAN_CALL, Fault.ONE_WAY_NO_AUDIO_FROM_CARRIER, Fault.LOSS_OUTBOUND)
                    .contains(fault)) {
                return;
            }
            long[] in = audio.getOrDefault(MediaReport.Direction.INBOUND, new long[2]);
            long[] out = audio.getOrDefault(MediaReport.Direction.OUTBOUND, new long[2]);
            words.add(
                    in[0] > 0 && out[0] > 0
                            ? "heard both ways"
                            : in[0] > 0 ? "heard INBOUND only" : "heard OUTBOUND only");
            if (!farEndSent) {
                words.add("far end sends nothing");
            }
            loss("INBOUND", in);
            loss("OUTBOUND", out);
        }

        private void loss(String direction, long[] sums) {
            double percent = sums[0] == 0 ? 0 : 100.0 * sums[1] / sums[0];
            assertThat(percent).as("clear loss, or clearly none").matches(p -> p < 1 || p > 2);
            if (percent > 2) {
                words.add("loss " + direction);
            }
        }

        private void ended(CallEnd end) {
            var course = new Course(rang, false, answered, Duration.between(seized, end.at()), 1, OptionalInt.empty());
            String code = end.sip().isPresent() ? String.valueOf(end.sip().getAsInt()) : "-";
            // Who ends an answered call, Asterisk tells only with all of its events.
            boolean anyone = answered && !fault.told.contains("CALLER");
            words.add("ended " + (anyone ? "" : end.by() + " ") + (answered ? anyone ? "- " : "" : code + " ")
                    + TABLE.rule(end, course).blame());
        }

        String text() {
            return trunk + " " + String.join(", ", words);
        }
    }
}
