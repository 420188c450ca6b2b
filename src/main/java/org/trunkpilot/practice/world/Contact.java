package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A static contact and the OPTIONS that qualify it: by the PBX's own interval, and whenever somebody asks. */
public final class Contact {
    private final Agenda agenda;
    private final Gateway gateway;
    private final PbxTimers timers;
    private final Witness witness;
    private boolean reachable;
    private Optional<Duration> roundTrip = Optional.empty();
    private Instant next;
    private int underWay;

    Contact(Agenda agenda, Gateway gateway, PbxTimers timers, Witness witness) {
        this.agenda = agenda;
        this.gateway = gateway;
        this.timers = timers;
        this.witness = witness;
        this.next = agenda.now();
    }

    /** Qualifies from now on at the PBX's interval, first after {@code wait}. */
    void begin(Duration wait) {
        next = agenda.now().plus(wait);
        agenda.in(wait, () -> {
            if (timers.qualifyTimeout().compareTo(timers.qualifyEvery()) <= 0) {
                qualify();
                begin(timers.qualifyEvery());
            } else {
                ask(() -> begin(timers.qualifyEvery()));
            }
        });
    }

    /** One OPTIONS now. Only a change of state is told; an answer that changes nothing shows in the round trip alone. */
    public void qualify() {
        ask(() -> {});
    }

    private void ask(Runnable then) {
        underWay++;
        Transaction.send(
                agenda,
                gateway,
                false,
                timers.qualifyTimeout(),
                rtt -> ended(Optional.of(rtt), then),
                () -> ended(Optional.empty(), then));
    }

    private void ended(Optional<Duration> answered, Runnable then) {
        underWay--;
        becomes(answered);
        then.run();
    }

    /** Whether an OPTIONS is out and not answered. */
    public boolean asking() {
        return underWay > 0;
    }

    /** When the next OPTIONS is due; while one is out, when that was due. */
    public Instant next() {
        return next;
    }

    private void becomes(Optional<Duration> answered) {
        boolean changed = reachable != answered.isPresent();
        reachable = answered.isPresent();
        roundTrip = answered;
        if (changed) {
            witness.reachabilityChanged(gateway, this);
        }
    }

    public boolean reachable() {
        return reachable;
    }

    /** Of the last OPTIONS, empty when it was not answered. */
    public Optional<Duration> roundTrip() {
        return roundTrip;
    }
}
