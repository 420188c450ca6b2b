package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What goes on without calls: registrations, OPTIONS of the PBX and on demand, reference hosts. */
final class Signalling {
    /** RFC 3261: T1, doubled at each retransmission; Asterisk waits 3 s for the answer to an OPTIONS. */
    private static final double T1_MILLIS = 500;

    private static final Duration OPTIONS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration QUALIFY = Duration.ofSeconds(60);
    private static final Duration TIMER_F = Duration.ofSeconds(32);
    private static final Duration RETRY = Duration.ofSeconds(60);
    private static final Duration REFERENCE = Duration.ofSeconds(2);

    private final Plant plant;
    private final Map<TrunkId, Boolean> reachable = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    Signalling(Plant plant) {
        this.plant = plant;
    }

    void begin() {
        for (Trunk trunk : plant.site.inventory().trunks()) {
            reachable.put(trunk.id(), true);
            // Asterisk registers within a random 10 s of its start.
            plant.after(plant.seconds(0, 10), () -> register(trunk));
            plant.after(plant.seconds(0, 60), () -> qualify(trunk));
        }
        for (String uplink : plant.site.references()) {
            if (asked.add(uplink)) {
                plant.always(plant.seconds(0, 2), () -> reference(uplink));
            }
        }
    }

    boolean reachable(Trunk trunk) {
        return reachable.getOrDefault(trunk.id(), true);
    }

    /** Somebody wants an OPTIONS sent now. */
    void probe(Set<TrunkId> trunks) {
        for (TrunkId id : trunks) {
            Trunk trunk = plant.site.inventory().trunk(id).orElseThrow();
            Instant sent = plant.now();
            plant.tell(new ProbeSent(sent, id));
            options(
                    trunk,
                    roundTrip -> roundTrip.ifPresent(
                            rtt -> plant.tell(new ProbeAnswered(plant.now(), id, sent, Optional.of(rtt)))));
        }
    }

    /** Tells after the round trip, or after the time-out that there was none. */
    private void options(Trunk trunk, Consumer<Optional<Duration>> then) {
        Optional<Duration> roundTrip = Optional.empty();
        double sent = 0;
        for (double wait = T1_MILLIS; sent < OPTIONS_TIMEOUT.toMillis(); wait *= 2) {
            if (plant.passes(trunk)) {
                roundTrip = Optional.of(Plant.millis(sent).plus(plant.roundTrip(trunk)));
                break;
            }
            sent += wait;
        }
        Optional<Duration> answer = roundTrip.filter(rtt -> rtt.compareTo(OPTIONS_TIMEOUT) < 0);
        plant.after(answer.orElse(OPTIONS_TIMEOUT), () -> then.accept(answer));
    }

    private void qualify(Trunk trunk) {
        options(trunk, roundTrip -> {
            boolean answers = roundTrip.isPresent();
            if (!Boolean.valueOf(answers).equals(reachable.put(trunk.id(), answers))) {
                plant.tell(new Reachability(
                        plant.now(),
                        trunk.id(),
                        answers ? Reachability.State.REACHABLE : Reachability.State.UNREACHABLE,
                        roundTrip));
            }
        });
        plant.after(QUALIFY, () -> qualify(trunk));
    }

    private void register(Trunk trunk) {
        boolean silent = true;
        // Timer F leaves room for eleven tries; a way that passes anything passes one of them.
        for (int tries = 0; tries < 11 && silent; tries++) {
            silent = !plant.passes(trunk);
        }
        if (silent) {
            plant.after(TIMER_F, () -> {
                plant.tell(new Registration(plant.now(), trunk.id(), Registration.State.REJECTED));
                plant.after(RETRY, () -> register(trunk));
            });
            return;
        }
        boolean barred = plant.provider(trunk).accountBarred;
        plant.after(plant.roundTrip(trunk).multipliedBy(2), () -> {
            plant.tell(new Registration(
                    plant.now(), trunk.id(), barred ? Registration.State.REJECTED : Registration.State.REGISTERED));
            Duration next = barred ? RETRY : plant.site.registersEvery().minusSeconds(10);
            plant.after(next, () -> register(trunk));
        });
    }

    /** A TCP connection: SYN again after 1 s, and given up after 3 s. Nobody but the link is in the way. */
    private void reference(String uplink) {
        Parts.Line line = plant.lines.get(uplink);
        Optional<Duration> roundTrip = Optional.empty();
        for (int second = 0; second < 3 && roundTrip.isEmpty(); second += 1 + second) {
            boolean passes = !line.cut
                    && plant.dice.nextDouble() >= Plant.lost(line.lossOut, plant.host.portLoss)
                    && plant.dice.nextDouble() >= Plant.lost(line.lossIn, plant.host.portLoss);
            if (passes) {
                roundTrip = Optional.of(
                        Plant.millis(1000.0 * second + 4 + 4 * plant.dice.nextDouble() + 2.0 * line.delay.toMillis()));
            }
        }
        Optional<Duration> answer = roundTrip;
        // Told as soon as it is known; nobody asks while the PBX's host is down, for Trunkpilot runs beside it.
        plant.always(
                answer.orElse(Duration.ofSeconds(3)), () -> plant.tell(new UplinkProbed(plant.now(), uplink, answer)));
        plant.always(REFERENCE, () -> reference(uplink));
    }
}
