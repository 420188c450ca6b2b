package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * When to make a PBX register a trunk again that it has given up registering ({@link Finding.Kind#REGISTRATION_STOPPED}).
 *
 * <p>Asterisk stops for good after ten failed attempts, or after one 403: without a push the trunk stays dead when the carrier is
 * long well again. A push too many is worse than none, so it is made only while the PBX is READY and no common cause stands, at a
 * jittered moment, with growing gaps, and no more often than {@link SelfHeal} allows. A trunk whose far end was silent and answers
 * again is not made to wait for its gap.
 *
 * <p>While only watching, it says once a time what it would have done. Single-threaded; told the time by the judgements.
 */
public final class RegistrationKeeper {
    /** A REGISTER that nobody answers is given up after 32 s (SIP timer F), and Asterisk may wait 10 s before it sends it. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(45);

    private final Inventory inventory;
    private final SelfHeal policy;
    private final Map<TrunkId, Patient> patients = new LinkedHashMap<>();
    private final Map<String, Deque<Instant>> atCarrier = new LinkedHashMap<>();

    /**
     * What is to be written down about one trunk.
     *
     * @param alarm whether a person is needed
     */
    public record Line(TrunkId trunk, String words, boolean alarm) {}

    /**
     * What this moment asks for.
     *
     * @param register trunks that the PBX is to be made to register now; never any while watching
     */
    public record Step(List<TrunkId> register, List<Line> lines) {}

    public RegistrationKeeper(Inventory inventory, SelfHeal policy) {
        this.inventory = inventory;
        this.policy = policy;
    }

    /** Looks at a judgement; what it returns is taken as done. */
    public Step step(Judgement judgement, Mode mode) {
        var register = new ArrayList<TrunkId>();
        var lines = new ArrayList<Line>();
        boolean quiet =
                judgement.state() == PbxState.READY && judgement.commonCause().isEmpty();
        for (Trunk trunk : inventory.trunks()) {
            Belief belief = judgement.beliefs().get(trunk.id());
            if (belief == null) {
                continue;
            }
            Patient patient = patient(belief);
            if (patient == null) {
                continue;
            }
            patient.look(belief, judgement.at());
            outcome(trunk, patient, belief, judgement.at(), lines);
            if (patient.recovered(judgement.at())) {
                patients.remove(trunk.id());
            } else if (!quiet || !patient.stopped) {
                patient.wait = quiet ? patient.wait : null;
            } else if (due(trunk, patient, judgement.at())) {
                act(trunk, patient, judgement.at(), mode, register, lines);
            }
        }
        return new Step(List.copyOf(register), List.copyOf(lines));
    }

    /** The PBX did not take the push: there is no outcome to wait for. */
    public void refused(TrunkId trunk) {
        Patient patient = patients.get(trunk);
        if (patient != null) {
            patient.pushedAt = null;
        }
    }

    /** What needs a person now: trunks that all attempts did not help. */
    public List<String> alarms() {
        return patients.values().stream()
                .filter(p -> p.stopped && policy.attempts() > 0 && p.attempts >= policy.attempts())
                .map(p -> p.spent)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private @Nullable Patient patient(Belief belief) {
        boolean stopped = stoppedWords(belief) != null;
        return stopped ? patients.computeIfAbsent(belief.trunk(), Patient::new) : patients.get(belief.trunk());
    }

    private static @Nullable String stoppedWords(Belief belief) {
        return belief.findings().stream()
                .filter(f -> f.kind() == Finding.Kind.REGISTRATION_STOPPED)
                .map(Finding::words)
                .findFirst()
                .orElse(null);
    }

    private void outcome(Trunk trunk, Patient patient, Belief belief, Instant now, List<Line> lines) {
        Instant pushed = patient.pushedAt;
        if (pushed == null) {
            return;
        }
        String attempt = "attempt " + patient.attempts + " of " + policy.attempts();
        if (belief.registered()) {
            patient.pushedAt = null;
            lines.add(new Line(
                    trunk.id(),
                    trunk.id() + " is registered at " + trunk.carrier() + " again, "
                            + Words.span(Duration.between(pushed, now)) + " after " + attempt + ".",
                    false));
        } else if (!now.isBefore(pushed.plus(ANSWERED_WITHIN))) {
            patient.pushedAt = null;
            boolean last = patient.attempts >= policy.attempts();
            if (last) {
                patient.spent =
                        trunk.id() + " is not registered at " + trunk.carrier() + ", and the PBX was made to try "
                                + patient.attempts + " times since " + Words.at(patient.since, now)
                                + " in vain: somebody should ask " + trunk.carrier() + ", or check the account.";
            }
            lines.add(new Line(
                    trunk.id(),
                    last
                            ? patient.spent
                            : trunk.id() + " is still not registered at " + trunk.carrier() + " "
                                    + Words.span(ANSWERED_WITHIN) + " after " + attempt + "; if the PBX does not try by"
                                    + " itself, the next is made after "
                                    + Words.at(pushed.plus(policy.gapAfter(patient.attempts)), now) + ".",
                    last));
        }
    }

    /** Whether the moment for the next attempt has come; sets it, where there is none. */
    private boolean due(Trunk trunk, Patient patient, Instant now) {
        if (patient.attempts >= policy.attempts()) {
            return false;
        }
        Instant wait = patient.wait;
        if (wait == null) {
            wait = now.plus(jitter(patient));
            Instant last = patient.lastAt;
            Instant gap = last == null || patient.answersAgain ? now : last.plus(policy.gapAfter(patient.attempts));
            patient.wait = wait.isBefore(gap) ? gap : wait;
            return false;
        }
        if (now.isBefore(wait)) {
            return false;
        }
        Deque<Instant> before = atCarrier.computeIfAbsent(trunk.carrier(), carrier -> new ArrayDeque<>());
        while (!before.isEmpty() && !now.isBefore(before.getFirst().plus(policy.carrierWindow()))) {
            before.removeFirst();
        }
        if (before.size() >= policy.perCarrier()) {
            patient.wait = before.getFirst().plus(policy.carrierWindow()).plus(jitter(patient));
            return false;
        }
        return true;
    }

    private void act(Trunk trunk, Patient patient, Instant now, Mode mode, List<TrunkId> register, List<Line> lines) {
        if (mode == Mode.WATCHING) {
            if (!patient.told) {
                patient.told = true;
                lines.add(new Line(
                        trunk.id(),
                        "Watching: the PBX would be made to register " + trunk.id() + " at " + trunk.carrier()
                                + " again, as " + patient.why + "; nothing was sent.",
                        false));
            }
            return;
        }
        patient.attempts++;
        patient.lastAt = now;
        patient.pushedAt = now;
        patient.wait = null;
        patient.answersAgain = false;
        atCarrier
                .computeIfAbsent(trunk.carrier(), carrier -> new ArrayDeque<>())
                .addLast(now);
        register.add(trunk.id());
        lines.add(new Line(
                trunk.id(),
                "The PBX is made to register " + trunk.id() + " at " + trunk.carrier() + " again, attempt "
                        + patient.attempts + " of " + policy.attempts() + ": " + patient.why + ".",
                false));
    }

    private Duration jitter(Patient patient) {
        return Duration.ofMillis(patient.beat.nextLong(policy.jitter().toMillis() + 1));
    }

    /** A trunk whose registration had stopped, until it has been well for long enough. */
    private final class Patient {
        final SplittableRandom beat;
        Instant since = Instant.EPOCH;
        boolean stopped;
        String why = "";
        String spent = "";

        /** Whether watching has said of this stop what acting would have done. */
        boolean told;

        int attempts;

        /** Its far end answers OPTIONS again since the last attempt. */
        boolean answersAgain;

        private boolean silent;

        @Nullable Instant wait;

        @Nullable Instant lastAt;

        @Nullable Instant pushedAt;

        private @Nullable Instant wellSince;

        Patient(TrunkId trunk) {
            beat = new SplittableRandom(trunk.name().hashCode());
        }

        void look(Belief belief, Instant now) {
            String words = stoppedWords(belief);
            if (words != null && attempts == 0 && !stopped) {
                since = now;
            }
            stopped = words != null;
            why = words == null ? why : Words.bare(words);
            told &= stopped;
            boolean silentNow = belief.findings().stream().anyMatch(f -> f.kind() == Finding.Kind.UNREACHABLE);
            if (silent && !silentNow) {
                answersAgain = true;
                wait = null;
            }
            silent = silentNow;
            boolean well = !stopped && belief.registered();
            wellSince = !well ? null : wellSince == null ? now : wellSince;
        }

        boolean recovered(Instant now) {
            return wellSince != null && !now.isBefore(wellSince.plus(attempts == 0 ? Duration.ZERO : policy.mostGap()));
        }
    }
}
