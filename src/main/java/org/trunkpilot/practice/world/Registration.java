package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.SplittableRandom;

/** Our registration with a carrier: refreshed before it runs out, retried after a refusal, told at each outcome. */
public final class Registration {
    /** As Asterisk 22 names them in {@code Registry} and {@code OutboundRegistrationDetail}. */
    public enum State {
        UNREGISTERED("Unregistered"),
        REGISTERED("Registered"),
        REJECTED("Rejected");

        private final String words;

        State(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Asterisk refreshes so long before the end: 49 s into the 60 s of the recordings. */
    private static final Duration EARLY = Duration.ofSeconds(11);

    /** {@code max_random_initial_delay} of Asterisk, its default. */
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(10);

    private final Agenda agenda;
    private final Gateway gateway;
    private final PbxTimers timers;
    private final Witness witness;
    private final SplittableRandom random;
    private State state = State.UNREGISTERED;

    /** Grows with each plan for the next REGISTER, so that one planned before does nothing. */
    private long plan;

    Registration(Agenda agenda, Gateway gateway, PbxTimers timers, Witness witness, SplittableRandom random) {
        this.agenda = agenda;
        this.gateway = gateway;
        this.timers = timers;
        this.witness = witness;
        this.random = random;
    }

    public State state() {
        return state;
    }

    /** Registers at once, as a PBX that has been up for a while has. */
    void begin() {
        register();
    }

    /** The PBX unregisters first, says so, and registers within ten seconds. */
    public void registerAnew() {
        unregister();
        planIn(Duration.ofMillis(random.nextLong(FIRST_WITHIN.toMillis())));
    }

    /** One REGISTER now, whatever is planned; calls and the present registration go on meanwhile. */
    public void registerNow() {
        register();
    }

    /** Until somebody registers again. */
    public void unregister() {
        plan++;
        if (state == State.REGISTERED) {
            long mine = plan;
            Transaction.send(
                    agenda,
                    gateway,
                    false,
                    Transaction.TIMER_B,
                    rtt -> becomesIfStill(mine, State.UNREGISTERED),
                    () -> becomesIfStill(mine, State.REJECTED));
        } else {
            becomes(State.UNREGISTERED);
        }
    }

    private void becomesIfStill(long mine, State now) {
        // A REGISTER planned since then has the last word.
        if (plan <= mine + 1) {
            becomes(now);
        }
    }

    private void register() {
        long mine = ++plan;
        Transaction.send(
                agenda,
                gateway,
                false,
                Transaction.TIMER_B,
                rtt -> outcome(
                        mine,
                        gateway.carrier().conditions().refusesRegistration().isEmpty()),
                () -> outcome(mine, false));
    }

    private void outcome(long mine, boolean accepted) {
        if (plan != mine) {
            return;
        }
        becomes(accepted ? State.REGISTERED : State.REJECTED);
        planIn(accepted ? refresh() : timers.registrationRetry());
    }

    private Duration refresh() {
        var left = timers.registrationExpires().minus(EARLY);
        return left.compareTo(EARLY) > 0 ? left : timers.registrationExpires().dividedBy(2);
    }

    private void planIn(Duration wait) {
        long mine = ++plan;
        agenda.in(wait, () -> {
            if (plan == mine) {
                register();
            }
        });
    }

    private void becomes(State now) {
        state = now;
        witness.registrationTold(gateway, now);
    }
}
