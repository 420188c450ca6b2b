package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One SIP request with its retransmissions (RFC 3261 §17.1): it ends with the first reply that gets through, or with the time
 * running out, whichever is first, and with exactly one of the two.
 */
final class Transaction {
    /** Timer B and timer F: 64 × T1. */
    static final Duration TIMER_B = Duration.ofSeconds(32);

    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);

    private final Agenda agenda;
    private final Gateway gateway;
    private final boolean invite;
    private final Consumer<Duration> replied;
    private final Instant begun;
    private boolean over;

    private Transaction(Agenda agenda, Gateway gateway, boolean invite, Consumer<Duration> replied) {
        this.agenda = agenda;
        this.gateway = gateway;
        this.invite = invite;
        this.replied = replied;
        this.begun = agenda.now();
    }

    /**
     * Sends it now.
     *
     * @param invite whether the gaps between retransmissions go on doubling; of other requests they stay at 4 s
     * @param replied told the time since the first sending
     */
    static void send(
            Agenda agenda,
            Gateway gateway,
            boolean invite,
            Duration patience,
            Consumer<Duration> replied,
            Runnable silence) {
        var transaction = new Transaction(agenda, gateway, invite, replied);
        transaction.attempt(T1);
        agenda.in(patience, () -> transaction.end(silence));
    }

    private void attempt(Duration gap) {
        if (over) {
            return;
        }
        if (gateway.passes()) {
            agenda.in(gateway.delay(), this::arrive);
        }
        var doubled = gap.multipliedBy(2);
        agenda.in(gap, () -> attempt(invite || doubled.compareTo(T2) < 0 ? doubled : T2));
    }

    private void arrive() {
        if (gateway.passes()) {
            agenda.in(gateway.delay(), this::replyArrives);
        }
    }

    private void replyArrives() {
        if (gateway.passes()) {
            end(() -> replied.accept(Duration.between(begun, agenda.now())));
        }
    }

    private void end(Runnable how) {
        if (!over) {
            over = true;
            how.run();
        }
    }
}
