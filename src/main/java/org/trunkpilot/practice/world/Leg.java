package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** One attempt on one trunk, from the INVITE to the hangup. */
final class Leg {
    /** How often a 200 is sent again when it was not acknowledged: about 32 s at 4 s. */
    private static final int ANSWER_REPEATS = 8;

    private static final Duration ANSWER_GAP = Duration.ofSeconds(4);

    /** How long Dial waits for the first 18x, and for the answer. */
    record Limits(Duration progress, Duration answer) {
        static final Limits STEERED = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(45));
        static final Limits EMERGENCY = new Limits(Duration.ofSeconds(8), Duration.ofSeconds(120));

        String words() {
            return answer.toSeconds() + "^" + progress.toSeconds();
        }
    }

    private final World world;
    private final Gateway gateway;
    private final Channel caller;
    private final Channel channel;
    private final Callee callee;
    private final Consumer<Attempt> ended;
    private final Instant begun;
    private Optional<Duration> rang = Optional.empty();
    private Optional<Audio> audio = Optional.empty();
    private String lastSip = "";
    private boolean over;

    /** @param ended told once; an answered leg has ended as an attempt and goes on as a call */
    Leg(World world, Gateway gateway, Channel caller, Callee callee, Consumer<Attempt> ended) {
        this.world = world;
        this.gateway = gateway;
        this.caller = caller;
        this.callee = callee;
        this.ended = ended;
        this.begun = world.agenda().now();
        this.channel = world.newLegChannel(gateway, caller);
    }

    Gateway gateway() {
        return gateway;
    }

    Channel channel() {
        return channel;
    }

    Optional<Audio> audio() {
        return audio;
    }

    void begin(Limits limits) {
        var witness = world.witness();
        var agenda = world.agenda();
        witness.legCreated(channel);
        channel.parties(new Channel.Party(callee.number(), caller.connected().name()), caller.caller());
        witness.legBegan(
                caller, channel, callee.number() + "@" + gateway.trunk().endpoint());
        caller.parties(caller.caller(), channel.caller());
        witness.connectedLineKnown(caller);
        Transaction.send(agenda, gateway, true, Transaction.TIMER_B, rtt -> trying(), () -> refused(Refusal.of(408)));
        agenda.in(limits.progress(), () -> {
            if (rang.isEmpty()) {
                abandon(DialStatus.CHANUNAVAIL);
            }
        });
        agenda.in(limits.answer(), () -> abandon(DialStatus.NOANSWER));
    }

    private void trying() {
        if (over) {
            return;
        }
        lastSip = "100";
        var conditions = gateway.carrier().conditions();
        if (conditions.refusesCalls().isPresent()) {
            refused(Refusal.of(conditions.refusesCalls().getAsInt()));
        } else if (callee.does() instanceof Callee.Busy) {
            world.agenda()
                    .in(conditions.ringsAfter(), () -> finalAnswer(ANSWER_REPEATS, () -> refused(Refusal.of(486))));
        } else if (callee.does() instanceof Callee.Answers answers
                && answers.rings().isZero()) {
            world.agenda().in(conditions.ringsAfter(), () -> finalAnswer(ANSWER_REPEATS, this::answered));
        } else {
            world.agenda().in(conditions.ringsAfter(), this::rings);
        }
    }

    /** A 180 is sent once: on a cut path it is gone for good. */
    private void rings() {
        if (over) {
            return;
        }
        if (gateway.passes()) {
            lastSip = "180";
            rang = Optional.of(elapsed());
            channel.becomes(Channel.State.RINGING);
            world.witness().stateChanged(channel);
            world.witness().legRings(caller, channel);
        }
        if (callee.does() instanceof Callee.Answers answers) {
            world.agenda().in(answers.rings(), () -> finalAnswer(ANSWER_REPEATS, this::answered));
        }
    }

    private void finalAnswer(int repeats, Runnable arrives) {
        if (over) {
            return;
        }
        if (gateway.passes()) {
            arrives.run();
        } else if (repeats > 0) {
            world.agenda().in(ANSWER_GAP, () -> finalAnswer(repeats - 1, arrives));
        }
    }

    private void answered() {
        over = true;
        channel.becomes(Channel.State.UP);
        world.witness().stateChanged(channel);
        // Asterisk clears it: the leg has left the dialplan that it never was in.
        channel.moves(new Channel.Place(channel.place().context(), "", 1));
        world.witness().legAnswered(caller, channel);
        caller.becomes(Channel.State.UP);
        world.witness().stateChanged(caller);
        var bridge = world.newBridge();
        channel.joins(bridge);
        caller.joins(bridge);
        world.witness().bridged(caller, channel);
        audio = Optional.of(world.newAudio(gateway, channel));
        ended.accept(attempt(DialStatus.ANSWER, 16));
    }

    private void refused(Refusal refusal) {
        if (over) {
            return;
        }
        over = true;
        lastSip = Integer.toString(refusal.sip());
        world.witness().legRefused(caller, channel, refusal);
        ended.accept(attempt(refusal.dialplan(), refusal.cause()));
    }

    /** Ends it from our side, unless it has ended. */
    void abandon(DialStatus why) {
        if (over) {
            return;
        }
        over = true;
        world.witness().legAbandoned(caller, channel, why);
        ended.accept(attempt(why, 0));
    }

    /** The caller of an answered leg hangs up. */
    void hangUp() {
        audio.ifPresent(Audio::end);
        world.witness().callEnded(caller, channel);
    }

    private Attempt attempt(DialStatus status, int cause) {
        return new Attempt(gateway.trunk().endpoint(), status, cause, lastSip, rang);
    }

    private Duration elapsed() {
        return Duration.between(begun, world.agenda().now());
    }
}
