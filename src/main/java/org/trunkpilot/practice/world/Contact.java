package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.Optional;

/** A static contact and the OPTIONS that qualify it: by the PBX's own interval, and whenever somebody asks. */
public final class Contact {
    private final Agenda agenda;
    private final Gateway gateway;
    private final PbxTimers timers;
    private final Witness witness;
    private boolean reachable;
    private Optional<Duration> roundTrip = Optional.empty();

    Contact(Agenda agenda, Gateway gateway, PbxTimers timers, Witness witness) {
        this.agenda = agenda;
        this.gateway = gateway;
        this.timers = timers;
        this.witness = witness;
    }

    /** Qualifies from now on at the PBX's interval, first after {@code wait}. */
    void begin(Duration wait) {
        agenda.in(wait, () -> {
            qualify();
            begin(timers.qualifyEvery());
        });
    }

    /** One OPTIONS now. Only a change of state is told; an answer that changes nothing shows in the round trip alone. */
    public void qualify() {
        Transaction.send(
                agenda,
                gateway,
                false,
                timers.qualifyTimeout(),
                rtt -> becomes(Optional.of(rtt)),
                () -> becomes(Optional.empty()));
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
